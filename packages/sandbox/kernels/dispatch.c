/* Function pointers: a call_indirect in every step. */
typedef int (*step)(int, int);
static int add(int x, int y) { return x + y; }
static int mix(int x, int y) { return x ^ (y << 5) ^ (x >> 3); }
static int mul(int x, int y) { return x * 31 + y; }
static int pick(int x, int y) { return x > y ? x - y : y - x; }
static step volatile table[4] = {add, mix, mul, pick};
double run(int n) {
  int x = 1;
  for (int i = 0; i < n; i++) x = table[(x ^ i) & 3](x, i);
  return x;
}
