/**
 * Sizes a module may have. Each lies below the limit of every engine (V8, SpiderMonkey and
 * JavaScriptCore agree on 1,000,000 functions, 50,000 locals, 7,654,321 bytes a function, 1,000
 * parameters, 10,000,000 table entries), so that no engine refuses what another one runs, also
 * after the rewrite has added to it.
 */
export const limits = {
  moduleBytes: 32 * 1024 * 1024,
  types: 10_000,
  params: 256,
  results: 256,
  imports: 1_000,
  functions: 50_000,
  tables: 16,
  tableEntries: 1_000_000,
  memoryPages: 65_536,
  globals: 20_000,
  exports: 50_000,
  elementSegments: 20_000,
  elementEntries: 1_000_000,
  dataSegments: 50_000,
  nameBytes: 16_384,
  bodyBytes: 1_048_576,
  locals: 8_192,
  nesting: 16_384,
  /** Loops inside loops: 15,000 of them exhaust V8's optimising compiler. */
  loopNesting: 64,
  operands: 8_192,
  brTableTargets: 32_768,
  /**
   * Control constructs times locals (and 32) of one function: what compilers merge state for. With
   * 8,000,000 of them in nested loops V8's optimising compiler runs out of memory (11/2026, Node
   * 24.21); the largest function of PostgreSQL has 83,000.
   */
  merges: 1_000_000,
  /**
   * Loops times instructions of one function: V8 notes for each value which loops it is in, and
   * with 24,000 loops it exhausts its memory. The largest function of PostgreSQL has 10,000,000.
   */
  loopWork: 50_000_000,
  /** Merges of the whole module; PostgreSQL has 2,000,000. */
  totalMerges: 32_000_000,
  totalLocals: 4_000_000,
  /** Instructions of the whole module; PostgreSQL has 3,000,000. */
  instructions: 12_000_000,
  /**
   * Virtual stack of a whole run in bytes. A Web Worker of Chromium has the smallest native stack
   * of all engines tried: 384 KiB overflowed it, 256 KiB did not (11/2026, Chromium 153).
   */
  stackBytes: 256 * 1024,
  /** What the functions outside call-graph cycles may take of it, along their longest chain. */
  staticStackBytes: 128 * 1024,
} as const
