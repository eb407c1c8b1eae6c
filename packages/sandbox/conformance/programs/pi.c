// pi SEED DRAWS: estimates pi from random points in the unit square.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state;

// xorshift64*: its own generator, so that every language draws the same points.
static double draw(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (double)((state * UINT64_C(2685821657736338717)) >> 11) / 9007199254740992.0;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: pi SEED DRAWS\n");
    return 2;
  }
  state = strtoull(argv[1], NULL, 10) + 1;
  const long draws = strtol(argv[2], NULL, 10);
  long hits = 0;
  for (long i = 0; i < draws; i++) {
    const double x = draw(), y = draw();
    if (x * x + y * y < 1) hits++;
  }
  printf("{\"draws\":%ld,\"hits\":%ld}\n", draws, hits);
  return 0;
}
