/* Planetary orbits by symplectic integration: double arithmetic with square roots. */
#define BODIES 5
static double p[BODIES][3], v[BODIES][3], m[BODIES];
double run(int steps) {
  for (int i = 0; i < BODIES; i++) {
    m[i] = i == 0 ? 39.47 : 0.03 / (1 + i);
    for (int k = 0; k < 3; k++) { p[i][k] = i * (1.5 + k) - k; v[i][k] = 0.3 * (k - 1) + 0.1 * i; }
  }
  for (int s = 0; s < steps; s++) {
    for (int i = 0; i < BODIES; i++)
      for (int j = i + 1; j < BODIES; j++) {
        double dx = p[i][0] - p[j][0], dy = p[i][1] - p[j][1], dz = p[i][2] - p[j][2];
        double d2 = dx * dx + dy * dy + dz * dz + 0.01;
        double mag = 0.001 / (d2 * __builtin_sqrt(d2));
        v[i][0] -= dx * m[j] * mag; v[i][1] -= dy * m[j] * mag; v[i][2] -= dz * m[j] * mag;
        v[j][0] += dx * m[i] * mag; v[j][1] += dy * m[i] * mag; v[j][2] += dz * m[i] * mag;
      }
    for (int i = 0; i < BODIES; i++)
      for (int k = 0; k < 3; k++) p[i][k] += 0.001 * v[i][k];
  }
  return p[0][0] + p[1][1] + p[2][2];
}
