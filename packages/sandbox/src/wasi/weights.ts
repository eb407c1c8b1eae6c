/**
 * Fuel that host calls cost, charged before the host works, so that fuel bounds its time too. The
 * module charges `HOST_CALL_FUEL` of the fuel schedule for the call instruction itself on top.
 *
 * Measured 2026-11-23 on a shared machine where optimised code burns a unit in 0.1 to 0.25 ns (CPU
 * time): a call without work 170 ns, one that ends in an errno 1,170 ns; writing 1.5 ns a byte
 * (growing the output included); a path 40 ns a byte; random bytes 55 ns a byte; a directory entry
 * 1,600 ns; a subscription 770 ns. The weights are these, rounded, at 4 units a nanosecond. They
 * belong to the rewriter version: changing one changes the fuel of programs and raises it.
 */
export const wasiWeights = {
  /** Every call: leaving and entering the module, checking arguments, an errno at times. */
  call: 2000,
  /** Each byte copied between guest and host, or zeroed by growing a file. */
  byte: 4,
  /** Each entry of a scatter or gather list. */
  vector: 100,
  /** Each byte of a path, decoded and looked up. */
  pathByte: 100,
  /** Each byte of `random_get`. */
  randomByte: 200,
  /** Each directory entry, once when it is sorted and once when it is written out. */
  entry: 3000,
  /** Each subscription polled. */
  subscription: 3000,
} as const
