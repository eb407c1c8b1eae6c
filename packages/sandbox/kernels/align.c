/* Smith-Waterman alignment: integer dynamic programming with maxima. */
#define MAX 4096
static unsigned char a[MAX], b[MAX];
static int row[MAX + 1];
double run(int n) {
  unsigned s = 7;
  for (int i = 0; i < n; i++) { s = s * 1664525u + 1013904223u; a[i] = s >> 30; b[i] = s >> 28 & 3; }
  int best = 0;
  for (int j = 0; j <= n; j++) row[j] = 0;
  for (int i = 1; i <= n; i++) {
    int diagonal = 0;
    for (int j = 1; j <= n; j++) {
      int score = diagonal + (a[i - 1] == b[j - 1] ? 3 : -2);
      diagonal = row[j];
      if (row[j] - 2 > score) score = row[j] - 2;
      if (row[j - 1] - 2 > score) score = row[j - 1] - 2;
      if (score < 0) score = 0;
      row[j] = score;
      if (score > best) best = score;
    }
  }
  return best;
}
