/** Units of the grid. Fuel and credit are bigint inside and decimal strings on the wire. */

/** Bytes in a mebibyte. */
export const MIB = 1024 * 1024
/** Bytes in one page of WebAssembly linear memory. */
export const WASM_PAGE_BYTES = 65_536
/** Micro-credits in one credit. */
export const CREDIT_MICRO = 1_000_000n

/** Credit for people: `creditMicro` with six decimals, trailing zeros dropped. */
export function formatCredit(creditMicro: bigint): string {
  const whole = creditMicro / CREDIT_MICRO
  const rest = (creditMicro % CREDIT_MICRO).toString().padStart(6, '0').replace(/0+$/, '')
  return rest === '' ? `${whole}` : `${whole}.${rest}`
}

/** A large count for people, e.g. `1.25 G`; `unit` follows the SI prefix. */
export function formatCount(count: bigint | number, unit = ''): string {
  const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E']
  let value = Number(count)
  let step = 0
  // What would round to 1000 takes the next prefix.
  while (Math.round(value) >= 1000 && step < prefixes.length - 1) {
    value /= 1000
    step += 1
  }
  const digits = step === 0 || value >= 100 ? value.toFixed(0) : value.toPrecision(3)
  return `${digits} ${prefixes[step]}${unit}`.trim()
}
