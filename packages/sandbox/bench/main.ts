/**
 * `nx run sandbox:bench -- [--json] [--check] [--only NAME,NAME] [--rounds N]`: every kernel
 * native, plain and rewritten, as medians of interleaved runs. Only ratios within one run mean
 * something. `--check` exits with 1 when a gate is missed.
 */
import { parseArgs } from 'node:util'
import { measureBigMain } from './big-main.ts'
import { loadKernels } from './kernels.ts'
import { geomean, measure, median, type Measured } from './measure.ts'
import { measureNative } from './native.ts'
import { largeModule, measureRewriting } from './rewriting.ts'
import { measureSizes } from './sizes.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '75' },
  },
})
const rounds = Number(values.rounds)
const only = values.only?.split(',')
const kernels = (await loadKernels()).filter(({ name }) => only?.includes(name) ?? true)

type Row = Measured & { readonly nativeMs: number | undefined }
const rows: Row[] = []
for (const kernel of kernels) {
  rows.push({ ...(await measure(kernel, rounds)), nativeMs: measureNative(kernel, rounds) })
}
const large = largeModule()
const rewriting = measureRewriting(large)
const sizes = await measureSizes(
  kernels.map(({ wasm }) => wasm),
  large,
)
const bigMain = measureBigMain()
const ratios = rows.map(({ ratio }) => ratio)
const worst = (recursive: boolean): number =>
  Math.max(0, ...rows.filter((row) => row.recursive === recursive).map(({ ratio }) => ratio))

/** What issue 3 asks for: measured value, bound, and whether it is met. */
const gates = [
  { gate: 'geomean', value: geomean(ratios), bound: 1.1 },
  { gate: 'median', value: median(ratios), bound: 1.05 },
  { gate: 'worst loop kernel', value: worst(false), bound: 1.2 },
  { gate: 'worst recursion', value: worst(true), bound: 1.5 },
  {
    gate: 'code size, worst row',
    value: Math.max(...sizes.map(({ codeRatio }) => codeRatio)),
    bound: 1.4,
  },
  { gate: 'one big main to --no-liftoff', value: bigMain.ratio, bound: 1.15 },
  { gate: 'seconds to rewrite 5 MB', value: 5 / rewriting.megabytesPerSecond, bound: 1 },
].map((row) => ({ ...row, met: row.value <= row.bound }))

const ms = (value: number | undefined): string => (value?.toFixed(2) ?? '-').padStart(10)

if (values.json) {
  const printable = rows.map((row) => ({ ...row, fuel: String(row.fuel) }))
  console.log(JSON.stringify({ rows: printable, sizes, rewriting, bigMain, gates }, null, 2))
} else {
  console.log('kernel          native ms  plain ms rewritten   ratio    size   fuel')
  for (const row of rows) {
    const times = ms(row.nativeMs) + ms(row.plainMs) + ms(row.rewrittenMs)
    const ratio = row.ratio.toFixed(3).padStart(8) + row.sizeRatio.toFixed(2).padStart(8)
    console.log(`${row.name.padEnd(14)}${times}${ratio}   ${row.fuel}`)
  }
  for (const { what, codeBytes, codeRatio, moduleRatio } of sizes) {
    const ratios = `code ${codeRatio.toFixed(3)}, module ${moduleRatio.toFixed(3)}`
    console.log(`size of ${what}, ${codeBytes} bytes of code: ${ratios}`)
  }
  const repaired = rows.filter(({ variant }) => variant === 'repairing').map(({ name }) => name)
  console.log(`restarted for a NaN, and measured with repairs: ${repaired.join(', ') || 'none'}`)
  for (const { gate, value, bound, met } of gates) {
    console.log(`${met ? 'met   ' : 'MISSED'} ${gate}: ${value.toFixed(3)}, at most ${bound}`)
  }
}
if (values.check && gates.some(({ met }) => !met)) process.exitCode = 1
