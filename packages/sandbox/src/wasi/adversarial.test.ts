/** A hostile guest: wild pointers, wild numbers, floods. The host answers or ends the run. */
import { utf8 } from '@pumasi/domain'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ANSWER, Guest, MEMORY_BYTES } from '../testing/guest.ts'
import { wasiSignatures } from '../rewriter/wasi-signatures.ts'
import type { WasiName } from '../rewriter/wasi-signatures.ts'
import { errno } from './errno.ts'
import { NODES_MAX } from './names.ts'
import { openFlags } from './rights.ts'
import { ExitSignal, FuelSignal, OutputSignal } from './signals.ts'

/** Wild numbers as the engine hands them over: i32 signed. */
const edges = [0, 1, 2, 3, 4, 5, 8, ANSWER, MEMORY_BYTES - 4, MEMORY_BYTES - 1, MEMORY_BYTES]
const i32 = fc.oneof(
  fc.constantFrom(...edges, 0x7fffffff, -0x80000000, -1, -4, -8),
  fc.integer({ min: 0, max: 64 }),
)
const i64 = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, rights()),
  fc.bigInt({ min: -100n, max: 100n }),
)
function rights(): bigint {
  return (1n << 28n) - 1n
}

const names = Object.keys(wasiSignatures) as WasiName[]
const call = fc.constantFrom(...names).chain((name) => {
  const params: readonly string[] = wasiSignatures[name].params
  const args = params.map((type): fc.Arbitrary<number | bigint> => (type === 'i64' ? i64 : i32))
  return fc.tuple(fc.constant(name), fc.tuple(...args))
})

/** A fresh guest whose memory holds paths, lists and noise a wild pointer may meet. */
function hostileGuest(noise: Uint8Array): Guest {
  const files = [{ name: 'd/f', bytes: utf8('input') }]
  const guest = new Guest({ files, stdin: utf8('abc'), outputMaxBytes: 4096 }, 10n ** 8n)
  guest.put(0, noise)
  guest.put(ANSWER, utf8('a/../d/f'))
  return guest
}

test('any calls with any arguments answer an errno or end the run', () => {
  const property = fc.property(
    fc.array(call, { maxLength: 40 }),
    fc.uint8Array({ minLength: 64, maxLength: 512 }),
    (calls, noise) => {
      const guest = hostileGuest(noise)
      const before = new Uint8Array(guest.memory.buffer).length
      try {
        for (const [name, args] of calls) {
          const answer = guest.call(name, ...args)
          expect(Number.isInteger(answer) && answer >= 0 && answer <= 76).toBe(true)
        }
      } catch (signal) {
        const isSignal = [ExitSignal, FuelSignal, OutputSignal].some((s) => signal instanceof s)
        if (!isSignal) throw signal
      }
      const { stdout, stderr, files } = guest.host.collect()
      const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
      expect(stdout.length + stderr.length + total).toBeLessThanOrEqual(4096)
      expect(guest.memory.buffer.byteLength).toBe(before)
    },
  )
  fc.assert(property, { numRuns: 1500 })
})

test('the same calls give the same answers, fuel and output', () => {
  const property = fc.property(fc.array(call, { maxLength: 20 }), (calls) => {
    const [first, second] = [hostileGuest(new Uint8Array(64)), hostileGuest(new Uint8Array(64))]
    for (const [name, args] of calls.filter(([name]) => name !== 'proc_exit')) {
      const answers = [first, second].map((guest) => {
        try {
          return guest.call(name, ...args)
        } catch (signal) {
          return (signal as object).constructor.name
        }
      })
      expect(answers[0]).toEqual(answers[1])
    }
    expect(Buffer.from(first.memory.buffer).equals(Buffer.from(second.memory.buffer))).toBe(true)
    expect(first.fuel.value).toBe(second.fuel.value)
    expect(first.host.collect()).toEqual(second.host.collect())
  })
  fc.assert(property, { numRuns: 300 })
})

test.each<[string, ...(number | bigint)[]]>([
  ['args_sizes_get', 0, MEMORY_BYTES - 3],
  ['args_get', 0, MEMORY_BYTES - 3],
  ['clock_time_get', 0, 0n, MEMORY_BYTES - 7],
  ['random_get', MEMORY_BYTES - 8, 9],
  ['random_get', -1, -1],
  ['fd_read', 0, MEMORY_BYTES - 4, 1, 0],
  ['fd_read', 0, 0, 0, MEMORY_BYTES - 3],
  ['fd_write', 1, -8, 1, 0],
  ['fd_prestat_get', 3, MEMORY_BYTES - 7],
  ['fd_filestat_get', 3, MEMORY_BYTES - 63],
  ['fd_fdstat_get', 3, MEMORY_BYTES - 23],
  ['fd_readdir', 3, MEMORY_BYTES - 1, 2, 0n, 0],
  ['path_open', 3, 0, MEMORY_BYTES - 1, 2, 0, 0n, 0n, 0, 0],
  ['poll_oneoff', MEMORY_BYTES - 47, 0, 1, 0],
])('%s(%s, %s, ...) outside the memory is EFAULT', (name, ...args) => {
  expect(new Guest().call(name, ...args)).toBe(errno.fault)
})

test('a failed open leaves nothing behind', () => {
  const guest = new Guest()
  const path = guest.path('new')
  expect(guest.call('path_open', 3, 0, ...path, openFlags.creat, 64n, 0n, 0, MEMORY_BYTES)).toBe(
    errno.fault,
  )
  expect(guest.host.collect().files).toEqual([])
})

test('lists, sums and files over their bounds are refused', () => {
  const guest = new Guest()
  expect(guest.call('fd_write', 1, 0, 1025, 0)).toBe(errno.inval)
  expect(guest.call('poll_oneoff', 0, 0, 4097, 0)).toBe(errno.inval)
  let last = 0
  for (let count = 0; last === 0; count += 1) {
    last = guest.call('path_create_directory', 3, ...guest.path(`d${count}`))
  }
  expect(last).toBe(errno.nospc)
  expect(guest.call('fd_readdir', 3, 8192, 50_000, BigInt(NODES_MAX), ANSWER)).toBe(errno.inval)
})

test('directories do not nest without bound', () => {
  const guest = new Guest()
  let path = 'd'
  while (guest.call('path_create_directory', 3, ...guest.path(path)) === 0) path += '/d'
  expect(path.split('/').length).toBe(17)
})

test('a file cannot be grown past the output limit by size, by a far offset or by writing', () => {
  const grow = (act: (guest: Guest, fd: number) => unknown): void => {
    const guest = new Guest({ outputMaxBytes: 1000 })
    const fd = guest.open('f', openFlags.creat)
    expect(() => act(guest, fd)).toThrow(OutputSignal)
  }
  grow((guest, fd) => guest.call('fd_filestat_set_size', fd, 1001n))
  grow((guest, fd) => guest.call('fd_pwrite', fd, ...guest.vectors(1), 1000n, ANSWER))
  grow((guest) => {
    for (;;) guest.write(2, 'flood')
  })
})

test('host work is charged before it is done', () => {
  const guest = new Guest({ outputMaxBytes: 2 ** 40 }, 100_000n)
  const fd = guest.open('f', openFlags.creat)
  expect(() => guest.call('fd_filestat_set_size', fd, 2n ** 39n)).toThrow(FuelSignal)
  const random = new Guest({}, 100_000n)
  expect(() => random.call('random_get', 0, MEMORY_BYTES)).toThrow(FuelSignal)
  expect(random.u32(0)).toBe(0)
})

test.each([
  ['../x', 'a ".." part'],
  ['a/./b', 'a "." part'],
  ['/etc/passwd', 'an empty part (absolute path or double slash)'],
  ['a//b', 'an empty part (absolute path or double slash)'],
  ['', 'an empty part (absolute path or double slash)'],
  ['a\0b', 'a NUL, control character or backslash'],
  ['a\\b', 'a NUL, control character or backslash'],
  ['\ud800', 'a lone surrogate'],
  ['x'.repeat(256), 'a part longer than 255 bytes'],
  ['d/'.repeat(16) + 'x', 'more than 16 parts'],
])('the input file name %j is refused', (name, found) => {
  const files = [{ name, bytes: new Uint8Array() }]
  expect(() => new Guest({ files })).toThrow(
    expect.objectContaining({ code: 'BAD_FILE_NAME', details: { name, found } }) as Error,
  )
})

test.each([[['a', 'a']], [['a', 'a/b']], [['a/b', 'a']]])(
  'the input file names %j do not fit together',
  (names) => {
    const files = names.map((name) => ({ name, bytes: new Uint8Array() }))
    expect(() => new Guest({ files })).toThrow(
      expect.objectContaining({ code: 'BAD_FILE_NAME' }) as Error,
    )
  },
)

test('arguments that no C string can hold are refused', () => {
  for (const arg of ['a\0b', '\ud800', 'x'.repeat(1024 * 1024)]) {
    expect(() => new Guest({ args: [arg] })).toThrow(
      expect.objectContaining({ code: 'BAD_ARGS' }) as Error,
    )
  }
})
