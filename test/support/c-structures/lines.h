/* Prints where a compiler puts the fields of a structure, and the bytes of one that was filled. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SIZE(type, name) printf("size %s %zu\n", name, sizeof(type))
#define FIELD(type, name, path, field) printf("field %s %s %zu\n", name, field, offsetof(type, path))

static void sample(const char *name, const void *memory, size_t bytes) {
  printf("sample %s ", name);
  for (size_t at = 0; at < bytes; at += 1) printf("%02x", ((const unsigned char *)memory)[at]);
  printf("\n");
}
