/* files.h: private folders and whole files, for tests. */
#ifndef PS_TESTS_RESULT_FILES_H
#define PS_TESTS_RESULT_FILES_H

#include <stddef.h>

/* A folder of this test alone; removed with all in it by test_folder_remove(). */
void test_folder_make(char *path, size_t room);
void test_folder_remove(const char *path);

/* How many entries it has. */
int test_folder_entries(const char *path);

/* The file's bytes, NUL behind them; the caller frees. Fails the test if it cannot be read. */
char *test_file_read(const char *path, size_t *n);
void test_file_write(const char *path, const char *text, size_t n);

#endif
