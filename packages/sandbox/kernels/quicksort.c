/* Quicksort of integers, recursive. */
static int data[1 << 20];
static void sort(int lo, int hi) {
  while (lo < hi) {
    int pivot = data[(lo + hi) >> 1], i = lo, j = hi;
    while (i <= j) {
      while (data[i] < pivot) i++;
      while (data[j] > pivot) j--;
      if (i <= j) { int t = data[i]; data[i++] = data[j]; data[j--] = t; }
    }
    sort(lo, j);
    lo = i;
  }
}
double run(int n) {
  unsigned s = 12345;
  for (int i = 0; i < n; i++) { s = s * 1664525u + 1013904223u; data[i] = s >> 4; }
  sort(0, n - 1);
  return data[n / 2];
}
