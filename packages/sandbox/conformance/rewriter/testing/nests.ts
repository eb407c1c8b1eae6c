/**
 * Random nests of loops in the text format: what compilers make of loops over arrays, mixed with
 * what only looks like it. All of them end soon.
 */

/** Numbers below a bound, from a seed (xorshift32). */
function chances(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 3) % below
  }
}

const DEPTH_MAX = 4
/** Statements of one module. */
const STATEMENTS_MAX = 28

class Nest {
  readonly #below: (bound: number) => number
  #statements = 0
  #blocks = 0

  constructor(seed: number) {
    this.#below = chances(seed)
  }

  #pick<T>(...choices: readonly T[]): T {
    return choices[this.#below(choices.length)] as T
  }

  /** One or more statements; `depth` loops are open, counted by `$i0`, `$i1`, ... */
  body(depth: number): string {
    const count = 1 + this.#below(3)
    return Array.from({ length: count }, () => this.#statement(depth)).join('\n')
  }

  #statement(depth: number): string {
    this.#statements += 1
    const full = this.#statements > STATEMENTS_MAX
    if (full || depth === DEPTH_MAX) return this.#plain()
    const choice = this.#below(12)
    if (choice < 3) return this.#plain()
    if (choice === 3) return this.#conditional(depth)
    if (choice === 4) return this.#skip(depth)
    if (choice === 5) return this.#call()
    if (choice === 6) return this.#table(depth)
    if (choice === 7) return this.#unknown(depth)
    return this.#counted(depth)
  }

  #plain(): string {
    return this.#pick(
      '(local.set $x (i32.add (local.get $x) (i32.const 3)))',
      '(local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 5)) (local.get $i0)))',
      '(i32.store8 (i32.and (local.get $x) (i32.const 255)) (local.get $i1))',
      '(local.set $f (f64.mul (f64.add (local.get $f) (f64.const 1.5)) (f64.const 0.25)))',
      '(f64.store (i32.const 256) (f64.sub (local.get $f) (f64.load (i32.const 264))))',
      '(f32.store (i32.const 272) (f32.demote_f64 (f64.add (local.get $f) (f64.const 1))))',
      '(drop (i32.div_u (local.get $x) (i32.const 7)))',
      '(nop)',
    )
  }

  #condition(): string {
    return this.#pick(
      `(i32.and (local.get $x) (i32.const ${1 + this.#below(7)}))`,
      '(i32.eqz (local.get $i0))',
      `(i32.lt_s (local.get $i1) (i32.const ${this.#below(4)}))`,
      '(i32.eq (local.get $i2) (local.get $i1))',
    )
  }

  #conditional(depth: number): string {
    const other = this.#below(2) === 0 ? '' : `(else ${this.body(depth)})`
    return `(if ${this.#condition()} (then ${this.body(depth)}) ${other})`
  }

  /** Code that a branch may leave from its middle, out of a block or out of the function. */
  #skip(depth: number): string {
    const label = `$b${this.#blocks++}`
    const leaves =
      this.#below(8) === 0
        ? `(if ${this.#condition()} (then (return (local.get $x))))`
        : `(br_if ${label} ${this.#condition()})`
    return `(block ${label} ${this.body(depth)} ${leaves} ${this.body(depth)})`
  }

  #call(): string {
    return this.#pick(
      '(call $flat)',
      '(call $uneven (local.get $x))',
      '(call $deep (i32.const 3))',
      '(call $long (local.get $x))',
      `(memory.fill (i32.const 512) (i32.const 1) (i32.const ${8 * this.#below(9)}))`,
    )
  }

  #table(depth: number): string {
    return `(block (block (block (br_table 0 1 2 (i32.and (local.get $x) (i32.const 3))))
      ${this.#plain()}) ${this.body(depth)})`
  }

  /** A loop that must be checked on its way back. */
  #unknown(depth: number): string {
    const i = `$i${depth}`
    return `(local.set ${i} (i32.const ${1 + this.#below(40)}))
      (loop ${this.body(depth + 1)}
        (br_if 0 (local.tee ${i} (i32.shr_u (local.get ${i}) (i32.const 1)))))`
  }

  #counted(depth: number): string {
    const local = `$i${depth}`
    const i = `(local.get ${local})`
    const strides = this.#below(4) === 0
    const step = strides ? this.#pick('(local.get $one)', '(local.get $two)') : this.#constantStep()
    const begin = this.#pick('(i32.const 0)', '(i32.const -2)', '(local.get $zero)')
    const end = this.#pick('(i32.const 3)', '(i32.const 5)', '(local.get $four)')
    const next = `(i32.add ${i} ${step})`
    const compare = this.#pick('lt_s', 'le_s', 'lt_s', 'lt_u')
    const opposite = { lt_s: 'ge_s', le_s: 'gt_s', lt_u: 'ge_u' }[compare]
    const body = this.body(depth + 1)
    const label = `$b${this.#blocks++}`
    const out =
      this.#below(9) === 0 ? `(br_if ${label} (i32.eq (local.get $x) (i32.const 77)))` : ''
    const loop = this.#pick(
      `(loop ${body} ${out} (br_if 0 (i32.${compare} (local.tee ${local} ${next}) ${end})))`,
      `(loop ${body} (local.set ${local} ${next}) (br_if 0 (i32.${compare} ${i} ${end})))`,
      `(loop (if (i32.${compare} ${i} ${end}) (then ${body} (local.set ${local} ${next}) (br 1))))`,
      `(loop (br_if ${label} (i32.${opposite} ${i} ${end})) ${body} ${out}
         (local.set ${local} ${next}) (br 0))`,
    )
    return `(local.set ${local} ${begin}) (block ${label} ${loop})`
  }

  #constantStep(): string {
    return this.#pick('(i32.const 1)', '(i32.const 1)', '(i32.const 2)', '(i32.const 3)')
  }
}

const functions = `(memory 1)
  (func $flat (drop (i32.const 1)))
  (func $uneven (param i32)
    (if (i32.and (local.get 0) (i32.const 1)) (then (drop (i32.const 1)))))
  (func $deep (param i32) (if (local.get 0) (then
    (call $deep (i32.sub (local.get 0) (i32.const 1))))))
  (func $long (param i32) (local $i i32) (loop (if (i32.lt_s (local.get $i) (i32.const 60)) (then
    (if (i32.and (local.get 0) (local.get $i)) (then
      (drop (i32.div_u (i32.const 9) (i32.const 2)))))
    (local.set $i (i32.add (local.get $i) (i32.const 1))) (br 1)))))`

/** Fields of a module; `run(x: i32) -> i32`. */
export function nestText(seed: number): string {
  const nest = new Nest(seed)
  return `${functions} (func $nest (param $x i32) (param $zero i32) (param $one i32)
      (param $two i32) (param $four i32) (result i32)
      (local $i0 i32) (local $i1 i32) (local $i2 i32) (local $i3 i32) (local $f f64)
      ${nest.body(0)} ${nest.body(0)} (local.get $x))
    (func (export "run") (param i32) (result i32) (call $nest (local.get 0) (i32.const 0)
      (i32.const 1) (i32.const 2) (i32.const 4)))`
}
