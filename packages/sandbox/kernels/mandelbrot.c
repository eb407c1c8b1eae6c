/* Escape times: a tight double loop with an early exit. */
double run(int size) {
  int inside = 0;
  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++) {
      double cr = 3.0 * x / size - 2.0, ci = 2.0 * y / size - 1.0, zr = 0, zi = 0;
      int n = 0;
      while (n < 200 && zr * zr + zi * zi < 4) {
        double t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
        n++;
      }
      inside += n;
    }
  return inside;
}
