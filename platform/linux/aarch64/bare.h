/* bare.h: how a program without libc is entered and calls the system, on 64-bit ARM. */
#ifndef PS_LINUX_BARE_H
#define PS_LINUX_BARE_H

/* The kernel leaves argc and argv on the stack. */
#define PS_ENTER(function)                                                                                                       \
    __asm__(".globl _start\n"                                                                                                    \
            "_start:\n"                                                                                                          \
            "    mov x29, #0\n"                                                                                                  \
            "    mov x30, #0\n"                                                                                                  \
            "    mov x0, sp\n"                                                                                                   \
            "    b " #function "\n")

static inline long ps_call(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}

#endif
