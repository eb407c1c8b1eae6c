/* Spectral norm: divisions, and a small function called in the inner loop. */
#define MAX 1000
static double u[MAX], v[MAX], t[MAX];
static double a(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }
static void times(double *out, const double *in, int n, int transposed) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++) s += (transposed ? a(j, i) : a(i, j)) * in[j];
    out[i] = s;
  }
}
double run(int n) {
  for (int i = 0; i < n; i++) u[i] = 1;
  for (int k = 0; k < 10; k++) { times(t, u, n, 0); times(v, t, n, 1); times(t, v, n, 0); times(u, t, n, 1); }
  double vv = 0, uv = 0;
  for (int i = 0; i < n; i++) { vv += v[i] * v[i]; uv += u[i] * v[i]; }
  return __builtin_sqrt(uv / vv);
}
