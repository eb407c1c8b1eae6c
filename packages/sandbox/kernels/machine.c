/* A small byte-code machine: a switch in a loop, which becomes br_table. */
static const unsigned char program[] = {0, 1, 1, 3, 2, 5, 4, 6, 1, 3, 7, 0, 2, 8, 3, 1, 4, 9};
double run(int steps) {
  unsigned r0 = 1, r1 = 2, r2 = 3, pc = 0;
  static unsigned memory[256];
  for (int k = 0; k < steps; k++) {
    switch (program[pc]) {
      case 0: r0 += r1; break;
      case 1: r1 ^= r2 << 3; break;
      case 2: r2 = r2 * 1664525u + 1013904223u; break;
      case 3: r0 = r0 >> 1 | r0 << 31; break;
      case 4: memory[r0 & 255] = r1; break;
      case 5: r1 += memory[r2 >> 24]; break;
      case 6: if (r0 & 1) r2++; break;
      case 7: r1 -= r0; break;
      case 8: r2 ^= r0; break;
      default: pc = (r2 >> 29) - 1; break;
    }
    pc = pc + 1 < sizeof program ? pc + 1 : 0;
  }
  return r0 ^ r1 ^ r2;
}
