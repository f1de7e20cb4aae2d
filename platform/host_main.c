#include "platform/host.h"

int main(int argc, char **argv)
{
    return ps_host_main(argc, argv);
}
