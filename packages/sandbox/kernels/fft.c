/* Radix-2 FFT in place: doubles through memory, strided. */
#define MAX 65536
static double re[MAX], im[MAX];
double run(int bits) {
  int n = 1 << bits;
  for (int i = 0; i < n; i++) { re[i] = i % 17 - 8; im[i] = i % 3; }
  for (int i = 1, j = 0; i < n; i++) {
    int bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) { double t = re[i]; re[i] = re[j]; re[j] = t; t = im[i]; im[i] = im[j]; im[j] = t; }
  }
  double wr = -1, wi = 0;
  for (int len = 2; len <= n; len <<= 1) {
    for (int i = 0; i < n; i += len) {
      double cr = 1, ci = 0;
      for (int k = 0; k < len / 2; k++) {
        int a = i + k, b = a + len / 2;
        double tr = re[b] * cr - im[b] * ci, ti = re[b] * ci + im[b] * cr;
        re[b] = re[a] - tr; im[b] = im[a] - ti;
        re[a] += tr; im[a] += ti;
        double t = cr * wr - ci * wi;
        ci = cr * wi + ci * wr; cr = t;
      }
    }
    double c = __builtin_sqrt((1 + wr) / 2), s = __builtin_sqrt((1 - wr) / 2);
    wr = c; wi = s;
  }
  return re[1] + im[n / 2];
}
