/* In builds with sanitizers only: at its end Python leaves objects to the system, and each child would be reported as a leak and
 * fail. The name is LeakSanitizer's. */
int __lsan_is_turned_off(void);

int __lsan_is_turned_off(void)
{
    return 1;
}
