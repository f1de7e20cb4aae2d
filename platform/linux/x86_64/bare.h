/* bare.h: how a program without libc is entered and calls the system, on x86-64. */
#ifndef PS_LINUX_BARE_H
#define PS_LINUX_BARE_H

/* The kernel leaves argc and argv on the stack. */
#define PS_ENTER(function)                                                                                                       \
    __asm__(".globl _start\n"                                                                                                    \
            "_start:\n"                                                                                                          \
            "    xor %ebp, %ebp\n"                                                                                               \
            "    mov %rsp, %rdi\n"                                                                                               \
            "    and $-16, %rsp\n"                                                                                               \
            "    call " #function "\n")

static inline long ps_call(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#endif
