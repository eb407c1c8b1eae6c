/** Loops that count, in every shape, width, direction and step, as functions in the text format. */

/** A loop over `$i` from the parameter on, against a bound; gives how often it went round. */
export interface LoopCase {
  readonly shape: keyof typeof shapes
  readonly type: 'i32' | 'i64'
  readonly compare: string
  /** A constant, or undefined for the third parameter. */
  readonly step: number | undefined
  /** A constant, or undefined for the second parameter. */
  readonly bound?: string
  /** A constant, or undefined for the first parameter. */
  readonly start?: string
}

interface Parts {
  readonly i: string
  readonly bound: string
  readonly next: string
  readonly type: string
  readonly compare: string
  readonly opposite: string
}

const opposites: Readonly<Record<string, string>> = {
  ne: 'eq',
  lt_s: 'ge_s',
  lt_u: 'ge_u',
  gt_s: 'le_s',
  gt_u: 'le_u',
  le_s: 'gt_s',
  le_u: 'gt_u',
  ge_s: 'lt_s',
  ge_u: 'lt_u',
}
const mirrors: Readonly<Record<string, string>> = { l: 'g', g: 'l' }
const mirror = (compare: string): string =>
  compare === 'ne' ? 'ne' : `${mirrors[compare.charAt(0)]}${compare.slice(1)}`

const count = '(local.set $n (i32.add (local.get $n) (i32.const 1)))'
const shapes = {
  'tee at the end': ({ type, compare, next, bound }: Parts) =>
    `(loop ${count} (br_if 0 (${type}.${compare} (local.tee $i ${next}) ${bound})))`,
  'mirrored at the end': ({ type, compare, next, bound }: Parts) =>
    `(loop ${count} (br_if 0 (${type}.${mirror(compare)} ${bound} (local.tee $i ${next}))))`,
  'set before the end': ({ type, compare, next, bound, i }: Parts) =>
    `(loop (local.set $i ${next}) ${count} (br_if 0 (${type}.${compare} ${i} ${bound})))`,
  'if at the beginning': ({ type, compare, next, bound, i }: Parts) =>
    `(loop (if (${type}.${compare} ${i} ${bound}) (then
      (if (i32.and (local.get $n) (i32.const 1)) (then (nop)) (else (nop)))
      (local.set $i ${next}) ${count} (br 1))))`,
  'exit at the beginning': ({ type, opposite, next, bound, i }: Parts) =>
    `(block (loop (br_if 1 (${type}.${opposite} ${i} ${bound}))
      (local.set $i ${next}) ${count} (br 0)))`,
}
export const shapeNames = Object.keys(shapes) as (keyof typeof shapes)[]
export const compares = Object.keys(opposites)

/** The module of one loop: `run(start, bound, step) -> rounds`. */
export function loopModule({ shape, type, compare, step, bound, start }: LoopCase): string {
  const begin = start === undefined ? '' : `(local.set $i (${type}.const ${start}))`
  const parts: Parts = {
    type,
    compare,
    opposite: opposites[compare] ?? compare,
    i: '(local.get $i)',
    bound: bound === undefined ? '(local.get $b)' : `(${type}.const ${bound})`,
    next: `(${type}.add (local.get $i) ${step === undefined ? '(local.get $s)' : `(${type}.const ${step})`})`,
  }
  return `(module (func (export "run") (param $i ${type}) (param $b ${type})
    (param $s ${type}) (result i32)
    (local $n i32) ${begin} ${shapes[shape](parts)} (local.get $n)))`
}

/** Values at and around the ends of the number range. */
export function edgeValues(type: 'i32' | 'i64'): bigint[] {
  const bits = type === 'i32' ? 32n : 64n
  const min = -(2n ** (bits - 1n))
  const max = -min - 1n
  return [0n, 1n, 2n, 7n, -1n, -2n, -6n, min, min + 1n, min + 5n, max, max - 1n, max - 6n]
}
