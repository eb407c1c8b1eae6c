/* Ising model by Metropolis steps: 64-bit random numbers, table look-ups, float compares. */
#define L 128
static signed char spin[L * L];
double run(int sweeps) {
  unsigned long long s = 88172645463325252ull;
  double accept[9];
  for (int i = 0; i < 9; i++) accept[i] = 1.0 / (1 + i * i * 0.7);
  for (int i = 0; i < L * L; i++) spin[i] = i % 3 ? 1 : -1;
  int energy = 0;
  for (int k = 0; k < sweeps * L * L; k++) {
    s ^= s << 13; s ^= s >> 7; s ^= s << 17;
    int x = s & (L - 1), y = (s >> 8) & (L - 1);
    int sum = spin[y * L + ((x + 1) & (L - 1))] + spin[y * L + ((x - 1) & (L - 1))] +
              spin[((y + 1) & (L - 1)) * L + x] + spin[((y - 1) & (L - 1)) * L + x];
    int change = 2 * spin[y * L + x] * sum;
    if (change <= 0 || (double)(s >> 40) / 16777216.0 < accept[change]) {
      spin[y * L + x] = -spin[y * L + x];
      energy += change;
    }
  }
  return energy;
}
