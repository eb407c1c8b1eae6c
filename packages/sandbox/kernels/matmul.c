/* Dense matrix product in doubles, three nested loops. */
#define MAX 256
static double A[MAX * MAX], B[MAX * MAX], C[MAX * MAX];
double run(int n) {
  for (int i = 0; i < n * n; i++) { A[i] = i % 7 - 3; B[i] = i % 5 * 0.5; C[i] = 0; }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int k = 0; k < n; k++) sum += A[i * n + k] * B[k * n + j];
      C[i * n + j] = sum;
    }
  return C[n + 1] + C[n * n - 1];
}
