// {{name}} SEED DRAWS: counts random points of the unit square inside the quarter circle.
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state;

// xorshift64*: a generator of its own, so that a seed means the same everywhere.
static double draw(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (double)((state * UINT64_C(2685821657736338717)) >> 11) / 9007199254740992.0;
}

// A whole number up to `most`, written in digits alone.
static bool parse(const char *text, uint64_t most, uint64_t *value) {
  if (*text < '0' || *text > '9') return false;
  char *end;
  errno = 0;
  *value = strtoull(text, &end, 10);
  return *end == '\0' && errno == 0 && *value <= most;
}

int main(int argc, char **argv) {
  uint64_t seed, draws;
  if (argc != 3 || !parse(argv[1], UINT64_C(9007199254740991), &seed) ||
      !parse(argv[2], UINT64_C(1000000000000), &draws)) {
    fputs("usage: {{name}} SEED DRAWS, whole numbers up to 2^53 - 1 and 10^12\n", stderr);
    return 2;
  }
  state = seed + 1;
  uint64_t hits = 0;
  for (uint64_t i = 0; i < draws; i++) {
    const double x = draw(), y = draw();
    if (x * x + y * y < 1) hits++;
  }
  printf("{\"draws\":%" PRIu64 ",\"hits\":%" PRIu64 ",\"seed\":%" PRIu64 "}\n", draws, hits, seed);
  return 0;
}
