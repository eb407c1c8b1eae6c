/* Heat equation on a grid: a stencil of floats, one store for each few operations. */
#define N 256
static float grid[2][N * N];
double run(int steps) {
  for (int i = 0; i < N * N; i++) grid[0][i] = grid[1][i] = (i * 7919) % 100;
  for (int s = 0; s < steps; s++) {
    const float *from = grid[s & 1];
    float *to = grid[~s & 1];
    for (int y = 1; y < N - 1; y++)
      for (int x = 1; x < N - 1; x++) {
        int i = y * N + x;
        to[i] = from[i] + 0.2f * (from[i - 1] + from[i + 1] + from[i - N] + from[i + N] - 4 * from[i]);
      }
  }
  return grid[steps & 1][N * 5 + 9];
}
