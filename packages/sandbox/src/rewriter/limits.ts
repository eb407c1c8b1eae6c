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
  operands: 8_192,
  brTableTargets: 32_768,
  /** Control constructs times locals of one function: what compilers merge state for. */
  merges: 8_388_608,
  /** Virtual stack of a whole run in bytes; V8's smallest native stack holds twice this. */
  stackBytes: 512 * 1024,
  /** What the functions outside call-graph cycles may take of it, along their longest chain. */
  staticStackBytes: 256 * 1024,
} as const
