/**
 * Fuel that host calls cost, charged before the host works, so that fuel bounds its time too.
 *
 * One unit of fuel stands for about a nanosecond of optimised code. The weights belong to the
 * rewriter version: changing one changes the fuel of programs and raises it.
 */
export const wasiWeights = {
  /** Every call: leaving and entering the module, argument checks. */
  call: 300,
  /** Each byte copied between guest and host, or zeroed by growing a file. */
  byte: 1,
  /** Each entry of a scatter or gather list. */
  vector: 30,
  /** Each byte of a path, decoded and looked up. */
  pathByte: 20,
  /** Each byte of `random_get`: SHA-256 gives 32 bytes a block. */
  randomByte: 60,
  /** Each directory entry listed. */
  entry: 200,
  /** Each subscription polled. */
  subscription: 200,
} as const
