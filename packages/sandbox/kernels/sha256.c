/* SHA-256 compression: 32-bit logic in unrolled straight code. */
typedef unsigned u;
static u K[64], W[64], H[8];
static u rotr(u x, int n) { return x >> n | x << (32 - n); }
double run(int blocks) {
  u seed = 1;
  for (int i = 0; i < 64; i++) K[i] = seed = seed * 1664525u + 1013904223u;
  for (int i = 0; i < 8; i++) H[i] = K[i] ^ 0x6a09e667u;
  for (int b = 0; b < blocks; b++) {
    for (int i = 0; i < 16; i++) W[i] = seed = seed * 1664525u + 1013904223u;
    for (int i = 16; i < 64; i++) {
      u s0 = rotr(W[i - 15], 7) ^ rotr(W[i - 15], 18) ^ W[i - 15] >> 3;
      u s1 = rotr(W[i - 2], 17) ^ rotr(W[i - 2], 19) ^ W[i - 2] >> 10;
      W[i] = W[i - 16] + s0 + W[i - 7] + s1;
    }
    u a = H[0], bb = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
    for (int i = 0; i < 64; i++) {
      u t1 = h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i];
      u t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & bb) ^ (a & c) ^ (bb & c));
      h = g; g = f; f = e; e = d + t1; d = c; c = bb; bb = a; a = t1 + t2;
    }
    H[0] += a; H[1] += bb; H[2] += c; H[3] += d; H[4] += e; H[5] += f; H[6] += g; H[7] += h;
  }
  return H[0] ^ H[7];
}
