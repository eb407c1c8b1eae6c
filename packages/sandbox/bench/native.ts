/** Native time of a C kernel, where a C compiler is installed. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kernel } from './kernels.ts'

const harness = `#include <stdio.h>
#include <stdlib.h>
#include <time.h>
double run(int);
static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}
int main(int argc, char **argv) {
  double ms[101], sink = 0;
  int rounds = atoi(argv[2]);
  for (int i = 0; i < rounds; i++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    sink += run(atoi(argv[1]));
    clock_gettime(CLOCK_MONOTONIC, &to);
    ms[i] = (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6;
  }
  qsort(ms, rounds, sizeof *ms, by_value);
  printf("%f %g", ms[rounds / 2], sink);
}
`

/** Median milliseconds of a native -O3 build; undefined without source or compiler. */
export function measureNative(kernel: Kernel, rounds: number): number | undefined {
  if (kernel.source === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'pumasi-bench-'))
  try {
    const main = join(folder, 'main.c')
    const program = join(folder, 'kernel')
    writeFileSync(main, harness)
    execFileSync('cc', ['-O3', '-o', program, kernel.source, main, '-lm'], { stdio: 'ignore' })
    const counted = String(Math.min(rounds, 101))
    const text = execFileSync(program, [String(kernel.size), counted], { encoding: 'utf8' })
    return Number(text.split(' ')[0])
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}
