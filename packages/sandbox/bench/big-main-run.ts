/** One execution of a program that is a single loop in `_start`; prints its milliseconds. */
import { createNodeExecutor } from '@pumasi/sandbox'
import { command, requestFor } from '../src/testing/wat.ts'

/** A hash over a table, 300 M steps: never leaves its function, so nothing replaces its code. */
const program = command(`(local $i i32) (local $h i32)
  (loop $next
    (local.set $h (i32.add
      (i32.mul (local.get $h) (i32.const 0x01000193))
      (i32.load (i32.shl (i32.and (local.get $h) (i32.const 4095)) (i32.const 2)))))
    (i32.store (i32.shl (i32.and (local.get $i) (i32.const 4095)) (i32.const 2))
      (i32.xor (local.get $h) (local.get $i)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $i) (i32.const 300000000))))
  (call $exit (i32.and (local.get $h) (i32.const 63)))`)

const executor = createNodeExecutor({ threads: 1 })
await executor.check(program)
const request = requestFor(program)
const from = performance.now()
const { exitClass } = await executor.execute({
  ...request,
  limits: { ...request.limits, fuelMax: 10n ** 12n },
})
const elapsed = performance.now() - from
await executor.close()
if (exitClass !== 'exited') throw new Error(`found ${exitClass}, expected exited`)
process.stdout.write(String(elapsed)) // console.log may colour it
