/** The cases that every engine must agree on; `vectors/sandbox/programs.json` holds the answers. */
import { utf8 } from '@pumasi/domain'
import type { ExecutionRequest } from '@pumasi/engine'
import { assembleWat, command, requestFor } from '../src/testing/wat.ts'
import { compileAssemblyScript } from './assemblyscript.ts'
import { caseOf } from './wire.ts'
import type { Case } from './wire.ts'

/** Writes `size` bytes of memory from `at` to stdout. */
const dump = (at: number, size: number): string =>
  `(call $write (i32.const 1) (i32.const ${at}) (i32.const ${size}))`

/** Everything that makes an arithmetic NaN, with operands the compiler cannot fold. */
const nans = (type: 'f32' | 'f64'): string => {
  const bytes = type === 'f32' ? 4 : 8
  const zero = `(${type}.load (i32.const 32))`
  const nan = `(${type}.div ${zero} ${zero})`
  const infinity = `(${type}.div (${type}.const 1) ${zero})`
  return [
    nan,
    `(${type}.sqrt (${type}.const -1))`,
    `(${type}.sub ${infinity} ${infinity})`,
    `(${type}.mul ${zero} ${infinity})`,
    `(${type}.min ${nan} (${type}.const 1))`,
    `(${type}.max (${type}.const 1) ${nan})`,
    `(${type}.nearest ${nan})`,
    `(${type}.neg ${nan})`,
    `(${type}.copysign (${type}.const 3) (${type}.neg ${nan}))`,
    `(${type}.const nan:0x20${type === 'f32' ? '0' : '0000'})`,
    `(${type}.add (${type}.const nan:0x20${type === 'f32' ? '0' : '0000'}) (${type}.const 1))`,
  ]
    .map((value, index) => `(${type}.store (i32.const ${128 + index * bytes}) ${value})`)
    .join('\n')
}

const counting = (local: string, limit: number, body: string): string =>
  `(loop $${local}_loop ${body} (local.set $${local} (i32.add (local.get $${local}) (i32.const 1)))
     (br_if $${local}_loop (i32.lt_u (local.get $${local}) (i32.const ${limit}))))`

/** Stores zero through zero. */
const storedNan = `(f64.store (i32.const 128)
  (f64.div (f64.load (i32.const 32)) (f64.load (i32.const 32))))`

const programs: Readonly<Record<string, Uint8Array>> = {
  hello: command(dump(64, 6), '(data (i32.const 64) "hello\\n")'),
  'exit inside nested loops': command(
    '(loop $a (loop $b (loop $c (call $exit (i32.const 7)) (br $a))))',
  ),
  'NaN of f32': command(`${nans('f32')} ${dump(128, 44)}`),
  'NaN of f64': command(`${nans('f64')} ${dump(128, 88)}`),
  'NaN after the slice of the warm-up': command(`(local $i i32)
    ${counting('i', 6_000_000, '')} ${storedNan} ${dump(128, 8)}`),
  'NaN in a loop without end': command(`(loop $l ${storedNan} (br $l))`),
  'exit right behind a NaN': command(`${storedNan} ${dump(128, 8)} ${storedNan}
    (call $exit (i32.const 3))`),
  'trap for a NaN that is not canonical': command(`${storedNan}
    (if (i64.ne (i64.load (i32.const 128)) (i64.const 0x7ff8000000000000)) (then unreachable))
    ${dump(128, 8)}`),
  'trap for the canonical NaN': command(`${dump(128, 8)} ${storedNan}
    (if (i64.eq (i64.load (i32.const 128)) (i64.const 0x7ff8000000000000)) (then unreachable))`),
  'integers at their edges': command(`
    (i64.store (i32.const 128) (i64.trunc_sat_f64_s (f64.const 1e300)))
    (i64.store (i32.const 136) (i64.trunc_sat_f64_u (f64.const -5)))
    (i32.store (i32.const 144) (i32.rem_s (i32.const 0x80000000) (i32.const -1)))
    (i32.store (i32.const 148) (i32.shl (i32.const 1) (i32.const 33)))
    (i64.store (i32.const 152) (i64.rotl (i64.const 0x123456789abcdef) (i64.const 68)))
    (i32.store (i32.const 160) (i32.extend8_s (i32.const 0x180))) ${dump(128, 36)}`),
  'floats through a long loop': command(`(local $i i32) (local $x f64)
    (local.set $x (f64.const 0.3))
    ${counting(
      'i',
      3_000_000,
      `(local.set $x (f64.mul (f64.mul (f64.const 3.9) (local.get $x))
         (f64.sub (f64.const 1) (local.get $x))))`,
    )}
    (f64.store (i32.const 128) (local.get $x)) ${dump(128, 8)}`),
  'bulk memory': command(
    `
    (memory.fill (i32.const 1000) (i32.const 7) (i32.const 5000))
    (memory.copy (i32.const 1003) (i32.const 1000) (i32.const 5000))
    (memory.init $d (i32.const 2000) (i32.const 1) (i32.const 3)) (data.drop $d)
    ${dump(990, 2000)}`,
    '(data $d "abcdef")',
  ),
  'memory grown and refused': command(`(local $i i32)
    ${counting('i', 20, '(i32.store8 (i32.add (i32.const 128) (local.get $i)) (memory.grow (i32.const 1)))')}
    ${dump(128, 20)}`),
  'clock after work': command(`(local $i i32) ${counting('i', 1000, '(nop)')}
    (drop (call $clock (i32.const 1) (i64.const 0) (i32.const 128))) ${dump(128, 8)}`),
  unreachable: command('unreachable'),
  'division overflow': command(
    '(drop (i32.div_s (i32.const 0x80000000) (i32.load (i32.const 32))))',
    '(data (i32.const 32) "\\ff\\ff\\ff\\ff")',
  ),
  'wrong type behind call_indirect': command(
    '(call_indirect (i32.const 0))',
    '(table 1 funcref) (elem (i32.const 0) $f) (func $f (param i64))',
  ),
  'data outside memory': command('', '(data (i32.const 65535) "ab")'),
  'endless loop': command('(loop $l (br $l))'),
  'calls that double': command(
    '(call $f20)',
    Array.from({ length: 21 }, (_, depth) => {
      const callee = depth === 0 ? '(nop)' : `(call $f${depth - 1}) (call $f${depth - 1})`
      return `(func $f${depth} ${callee})`
    }).join('\n'),
  ),
  'recursion without end': command('(call $f)', '(func $f (call $f))'),
  'recursion through many locals': command(
    '(call $f (i64.const 1) (f64.const 2))',
    `(func $f (param i64 f64) (local i64 i64 i64 i64 f64 f64 f64 f64)
       (call $f (i64.add (local.get 0) (local.get 2)) (f64.add (local.get 1) (local.get 6))))`,
  ),
  'output flood': command(
    `(loop $l (call $write (i32.const 2) (i32.const 0) (i32.const 65536)) (br $l))`,
  ),
  'start function': assembleWat(`(module (memory (export "memory") 1) (global $g (mut i32)
    (i32.const 0)) (start $init) (func $init (global.set $g (i32.const 1)))
    (func (export "_start") (if (i32.eqz (global.get $g)) (then unreachable))))`),
}

const tour: Partial<ExecutionRequest> = {
  args: ['--n', '5'],
  stdin: utf8('from stdin'),
  files: [{ name: 'data/table.csv', bytes: utf8('1,2,3') }],
  limits: { fuelMax: 10n ** 9n, memoryMaxBytes: 2 ** 24, outputMaxBytes: 100_000 },
}

/** All cases, with the AssemblyScript program compiled. */
export async function allCases(): Promise<Case[]> {
  const plain = Object.entries(programs).map(([name, program]) => caseOf(name, requestFor(program)))
  const program = await compileAssemblyScript('tour')
  return [...plain, caseOf('AssemblyScript tour', requestFor(program, tour))]
}
