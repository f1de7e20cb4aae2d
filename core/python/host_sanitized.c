/* In builds with sanitizers only. The names are the sanitizers'. */
int __lsan_is_turned_off(void);
const char *__asan_default_options(void);

/* At its end Python leaves objects to the system, and each child would be reported as a leak and fail. */
int __lsan_is_turned_off(void)
{
    return 1;
}

/* AddressSanitizer withholds 256 MB of what was freed from being used again. It would be counted as the script's own: one that
 * makes and drops large strings would meet a limit on its memory that it never meets in other builds. */
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=16";
}
