/** WASI call by call, by a guest that lays out its own memory. */
import { createHash } from 'node:crypto'
import { utf8 } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { ANSWER, Guest } from '../testing/guest.ts'
import { wasiSignatures } from '../rewriter/wasi-signatures.ts'
import { errno } from './errno.ts'
import { fdFlags, openFlags, rights } from './rights.ts'
import type { ExitSignal } from './signals.ts'
import { OutputSignal } from './signals.ts'

const input = (name: string, text: string) => ({ name, bytes: utf8(text) })
const CREATE = openFlags.creat

test('arguments follow a fixed program name', () => {
  const guest = new Guest({ args: ['--n', '품'] })
  expect(guest.call('args_sizes_get', 0, 4)).toBe(0)
  expect([guest.u32(0), guest.u32(4)]).toEqual([3, 16])
  expect(guest.call('args_get', 16, 64)).toBe(0)
  expect(guest.text(64, 16)).toBe('program\0--n\0품\0')
  expect([guest.u32(16), guest.u32(20), guest.u32(24)]).toEqual([64, 72, 76])
})

test('the environment is empty', () => {
  const guest = new Guest()
  guest.view.setUint32(0, 7)
  expect(guest.call('environ_sizes_get', 0, 4)).toBe(0)
  expect([guest.u32(0), guest.u32(4)]).toEqual([0, 0])
  expect(guest.call('environ_get', 0, 4)).toBe(0)
})

test('clocks show fuel as nanoseconds', () => {
  const guest = new Guest()
  const at = (id: number): bigint => {
    expect(guest.call('clock_time_get', id, 0n, ANSWER)).toBe(0)
    return guest.u64(ANSWER)
  }
  expect(at(2)).toBe(guest.meter.used)
  expect(at(1)).toBe(1_000_000_000n + guest.meter.used)
  guest.meter.charge(5_000)
  expect(at(0)).toBe(946_684_800n * 1_000_000_000n + guest.meter.used)
  expect(at(3)).toBe(guest.meter.used)
  expect(guest.call('clock_time_get', 4, 0n, ANSWER)).toBe(errno.inval)
  expect(guest.call('clock_res_get', 1, ANSWER)).toBe(0)
  expect(guest.u64(ANSWER)).toBe(1n)
})

test('waiting jumps the clock to the earliest deadline and spares the CPU clock', () => {
  const guest = new Guest()
  const subscribe = (index: number, userdata: bigint, nanoseconds: bigint): void => {
    guest.view.setBigUint64(48 * index, userdata, true)
    guest.view.setUint8(48 * index + 8, 0)
    guest.view.setUint32(48 * index + 16, 1, true)
    guest.view.setBigUint64(48 * index + 24, nanoseconds, true)
  }
  subscribe(0, 11n, 9_000_000_000n)
  subscribe(1, 22n, 3_000_000_000n)
  expect(guest.call('poll_oneoff', 0, 512, 2, ANSWER)).toBe(0)
  expect(guest.u32(ANSWER)).toBe(1)
  expect(guest.u64(512)).toBe(22n)
  expect(guest.call('clock_time_get', 1, 0n, ANSWER)).toBe(0)
  expect(guest.u64(ANSWER)).toBe(4_000_000_000n + guest.meter.used)
  expect(guest.call('clock_time_get', 2, 0n, ANSWER)).toBe(0)
  expect(guest.u64(ANSWER)).toBe(guest.meter.used)
})

test('descriptors are always ready, and one that is not open fails alone', () => {
  const guest = new Guest({ stdin: utf8('four') })
  guest.view.setUint8(8, 1)
  guest.view.setUint8(48 + 8, 1)
  guest.view.setUint32(48 + 16, 99, true)
  expect(guest.call('poll_oneoff', 0, 512, 2, ANSWER)).toBe(0)
  expect(guest.u32(ANSWER)).toBe(2)
  expect(guest.u64(512 + 16)).toBe(4n)
  expect(guest.view.getUint16(512 + 32 + 8, true)).toBe(errno.badf)
  expect(guest.call('poll_oneoff', 0, 512, 0, ANSWER)).toBe(errno.inval)
})

test('random bytes come from the seed alone, however they are asked for', () => {
  const whole = new Guest()
  whole.call('random_get', 0, 100)
  const cut = new Guest()
  for (const [at, size] of [
    [0, 1],
    [1, 40],
    [41, 59],
  ] as const) {
    cut.call('random_get', at, size)
  }
  const hex = Buffer.from(whole.memory.buffer, 0, 100).toString('hex')
  expect(Buffer.from(cut.memory.buffer, 0, 100).toString('hex')).toBe(hex)
  const seed = createHash('sha256').update('seed').digest()
  const block = createHash('sha256').update(seed).update(Buffer.alloc(8)).digest('hex')
  expect(hex.slice(0, 64)).toBe(block)
})

test('proc_exit ends the run with its code', () => {
  const guest = new Guest()
  expect(() => guest.call('proc_exit', -1)).toThrow(
    expect.objectContaining({ code: 4_294_967_295 }) as ExitSignal,
  )
})

test('streams: stdin is read to its end, stdout and stderr are kept apart', () => {
  const guest = new Guest({ stdin: utf8('abcdef') })
  expect(guest.call('fd_read', 0, ...guest.vectors(2, 0, 3), ANSWER)).toBe(0)
  expect(guest.u32(ANSWER)).toBe(5)
  expect(guest.read(0, 10)).toBe('f')
  expect(guest.read(0, 10)).toBe('')
  expect([guest.write(1, 'out'), guest.write(2, 'err'), guest.write(1, 'put')]).toEqual([0, 0, 0])
  const { stdout, stderr } = guest.host.collect()
  expect([Buffer.from(stdout).toString(), Buffer.from(stderr).toString()]).toEqual([
    'output',
    'err',
  ])
  expect(guest.write(0, 'x')).toBe(errno.badf)
  expect(guest.read(1, 1)).toBe(`errno ${errno.badf}`)
  expect(guest.call('fd_seek', 1, 0n, 0, ANSWER)).toBe(errno.spipe)
  expect(guest.call('fd_tell', 0, ANSWER)).toBe(errno.spipe)
})

test('files: create, write, seek, read, resize', () => {
  const guest = new Guest()
  const fd = guest.open('new.txt', CREATE)
  expect(fd).toBe(4)
  expect(guest.write(fd, 'hello world')).toBe(0)
  expect(guest.call('fd_seek', fd, -5n, 2, ANSWER)).toBe(0)
  expect(guest.u64(ANSWER)).toBe(6n)
  expect(guest.read(fd, 3)).toBe('wor')
  expect(guest.call('fd_tell', fd, ANSWER)).toBe(0)
  expect(guest.u64(ANSWER)).toBe(9n)
  expect(guest.call('fd_seek', fd, -10n, 1, ANSWER)).toBe(errno.inval)
  expect(guest.call('fd_seek', fd, 0n, 3, ANSWER)).toBe(errno.inval)
  expect(guest.call('fd_pread', fd, ...guest.vectors(5), 0n, ANSWER)).toBe(0)
  expect(guest.text(8192, 5)).toBe('hello')
  expect(guest.call('fd_pread', fd, ...guest.vectors(5), -1n, ANSWER)).toBe(errno.inval)
  expect(guest.call('fd_pwrite', fd, ...guest.vectors(5), 13n, ANSWER)).toBe(0)
  expect(guest.call('fd_filestat_set_size', fd, 16n)).toBe(0)
  expect(guest.call('fd_close', fd)).toBe(0)
  expect(guest.call('fd_close', fd)).toBe(errno.badf)
  const [file] = guest.host.collect().files
  expect(file?.name).toBe('new.txt')
  expect(Buffer.from(file?.bytes ?? []).toString()).toBe('hello world\0\0hel')
})

test('growing after a cut shows zeros, not what was there', () => {
  const guest = new Guest()
  const fd = guest.open('f', CREATE)
  guest.write(fd, 'secret')
  guest.call('fd_filestat_set_size', fd, 1n)
  guest.call('fd_filestat_set_size', fd, 4n)
  expect(Buffer.from(guest.host.collect().files[0]?.bytes ?? []).toString()).toBe('s\0\0\0')
})

test('append writes at the end wherever the position is', () => {
  const guest = new Guest()
  const fd = guest.open('log', CREATE, rights.all, fdFlags.append)
  guest.write(fd, 'one')
  guest.call('fd_seek', fd, 0n, 0, ANSWER)
  guest.write(fd, 'two')
  expect(guest.call('fd_fdstat_get', fd, 0)).toBe(0)
  expect(guest.view.getUint16(2, true)).toBe(fdFlags.append)
  expect(guest.call('fd_fdstat_set_flags', fd, 0)).toBe(0)
  guest.call('fd_seek', fd, 0n, 0, ANSWER)
  guest.write(fd, 'T')
  expect(guest.call('fd_fdstat_set_flags', fd, 64)).toBe(errno.inval)
  expect(Buffer.from(guest.host.collect().files[0]?.bytes ?? []).toString()).toBe('Tnetwo')
})

test('input files are read-only and are not returned', () => {
  const guest = new Guest({ files: [input('data/a.txt', 'given')] })
  const fd = guest.open('data/a.txt', 0, rights.fdRead)
  expect(guest.read(fd, 99)).toBe('given')
  expect(guest.write(fd, 'x')).toBe(errno.badf)
  expect(guest.open('data/a.txt')).toBe(-errno.rofs)
  expect(guest.open('data/a.txt', openFlags.trunc, rights.fdRead)).toBe(-errno.rofs)
  expect(guest.call('path_unlink_file', 3, ...guest.path('data/a.txt'))).toBe(errno.rofs)
  expect(guest.call('path_remove_directory', 3, ...guest.path('data'))).toBe(errno.rofs)
  const to = guest.path('b', 3000)
  expect(guest.call('path_rename', 3, ...guest.path('data/a.txt'), 3, ...to)).toBe(errno.rofs)
  expect(guest.call('path_rename', 3, ...guest.path('data'), 3, ...to)).toBe(errno.rofs)
  guest.open('mine', CREATE)
  const onto = guest.path('data/a.txt', 3000)
  expect(guest.call('path_rename', 3, ...guest.path('mine'), 3, ...onto)).toBe(errno.rofs)
  expect(guest.host.collect().files.map(({ name }) => name)).toEqual(['mine'])
})

test('path_open tells apart what is missing, there, a directory or not', () => {
  const guest = new Guest({ files: [input('d/f', '')] })
  const { creat, directory, excl } = openFlags
  expect(guest.open('none')).toBe(-errno.noent)
  expect(guest.open('none/x', creat)).toBe(-errno.noent)
  expect(guest.open('d/f/x', creat)).toBe(-errno.notdir)
  expect(guest.open('d/f', directory, rights.fdRead)).toBe(-errno.notdir)
  expect(guest.open('d/f/', 0, rights.fdRead)).toBe(-errno.notdir)
  expect(guest.open('d/f', creat | excl)).toBe(-errno.exist)
  expect(guest.open('d', creat)).toBe(-errno.isdir)
  expect(guest.open('', creat)).toBe(-errno.noent)
  expect(guest.open('x/', creat)).toBe(-errno.noent)
  expect(guest.open('x', creat, rights.all, 99)).toBe(-errno.inval)
  expect(guest.open('.', directory)).toBe(4)
  expect(guest.open('f', 0, rights.fdRead, 0, guest.open('d', directory))).toBe(6)
})

test('no path leaves the directory it starts from', () => {
  const guest = new Guest({ files: [input('d/f', '')] })
  expect(guest.open('/d/f')).toBe(-errno.notcapable)
  expect(guest.open('..')).toBe(-errno.notcapable)
  expect(guest.open('d/../../x', CREATE)).toBe(-errno.notcapable)
  expect(guest.open('d/../d/./f', 0, rights.fdRead)).toBe(4)
  const d = guest.open('d', openFlags.directory)
  expect(guest.open('../d/f', 0, rights.fdRead, 0, d)).toBe(-errno.notcapable)
  expect(guest.open('a\0b', CREATE)).toBe(-errno.inval)
  expect(guest.open('a\\b', CREATE)).toBe(-errno.inval)
  expect(guest.open('a\nb', CREATE)).toBe(-errno.inval)
  expect(guest.open('x'.repeat(256), CREATE)).toBe(-errno.inval)
  guest.put(2048, Uint8Array.of(0xff, 0xfe))
  expect(guest.call('path_open', 3, 0, 2048, 2, CREATE, 0n, 0n, 0, ANSWER)).toBe(errno.ilseq)
})

test('directories: create, list in order, rename, remove', () => {
  const guest = new Guest({ files: [input('b', ''), input('é', '')] })
  expect(guest.call('path_create_directory', 3, ...guest.path('c'))).toBe(0)
  expect(guest.call('path_create_directory', 3, ...guest.path('c'))).toBe(errno.exist)
  guest.open('a', CREATE)
  guest.open('c/inner', CREATE)
  expect(guest.call('fd_readdir', 3, 8192, 4096, 0n, ANSWER)).toBe(0)
  const used = guest.u32(ANSWER)
  const names: string[] = []
  for (let at = 8192; at < 8192 + used;) {
    const length = guest.u32(at + 16)
    names.push(`${guest.text(at + 24, length)}:${guest.view.getUint8(at + 20)}`)
    expect(guest.u64(at + 8)).toBe(0n)
    at += 24 + length
  }
  expect(names).toEqual(['.:3', '..:3', 'a:4', 'b:4', 'c:3', 'é:4'])
  expect(guest.call('path_remove_directory', 3, ...guest.path('c'))).toBe(errno.notempty)
  expect(guest.call('path_rename', 3, ...guest.path('c'), 3, ...guest.path('d', 3000))).toBe(0)
  expect(guest.call('path_rename', 3, ...guest.path('d'), 3, ...guest.path('d/e', 3000))).toBe(
    errno.xdev,
  )
  expect(guest.call('path_rename', 3, ...guest.path('d/inner'), 3, ...guest.path('a', 3000))).toBe(
    0,
  )
  expect(guest.call('path_remove_directory', 3, ...guest.path('d'))).toBe(0)
  expect(guest.call('path_remove_directory', 3, ...guest.path('d'))).toBe(errno.noent)
  expect(guest.call('path_unlink_file', 3, ...guest.path('a'))).toBe(0)
  expect(guest.host.collect().files).toEqual([])
})

test('a listing is cut at the buffer and goes on from its cookies', () => {
  const guest = new Guest({ files: [input('one', ''), input('two', '')] })
  expect(guest.call('fd_readdir', 3, 8192, 30, 0n, ANSWER)).toBe(0)
  expect(guest.u32(ANSWER)).toBe(30)
  expect(guest.call('fd_readdir', 3, 8192, 99, 3n, ANSWER)).toBe(0)
  expect([guest.u32(ANSWER), guest.text(8192 + 24, 3)]).toEqual([27, 'two'])
  expect(guest.call('fd_readdir', 3, 8192, 99, 4n, ANSWER)).toBe(0)
  expect(guest.u32(ANSWER)).toBe(0)
  expect(guest.call('fd_readdir', 3, 8192, 99, 5n, ANSWER)).toBe(errno.inval)
  expect(guest.call('fd_readdir', 1, 8192, 99, 0n, ANSWER)).toBe(errno.notdir)
})

test('stat tells type and size, and zero for everything of the machine', () => {
  const guest = new Guest({ files: [input('f', '12345')] })
  expect(guest.call('path_filestat_get', 3, 0, ...guest.path('f'), 0)).toBe(0)
  expect([0, 8, 24, 32, 40, 48, 56].map((at) => guest.u64(at))).toEqual([
    0n,
    0n,
    1n,
    5n,
    0n,
    0n,
    0n,
  ])
  expect(guest.view.getUint8(16)).toBe(4)
  expect(guest.call('fd_filestat_get', 3, 0)).toBe(0)
  expect(guest.view.getUint8(16)).toBe(3)
  expect(guest.call('fd_filestat_get', 1, 0)).toBe(0)
  expect(guest.view.getUint8(16)).toBe(0)
})

test('descriptors: lowest free number, renumber, a bound, and the preopened root', () => {
  const guest = new Guest({ files: [input('f', 'x')] })
  expect(guest.call('fd_prestat_get', 3, 0)).toBe(0)
  expect([guest.u32(0), guest.u32(4)]).toEqual([0, 1])
  expect(guest.call('fd_prestat_dir_name', 3, 16, 1)).toBe(0)
  expect(guest.text(16, 1)).toBe('/')
  expect(guest.call('fd_prestat_dir_name', 3, 16, 0)).toBe(errno.nametoolong)
  expect(guest.call('fd_prestat_get', 4, 0)).toBe(errno.badf)
  const first = guest.open('f', 0, rights.fdRead)
  guest.open('f', 0, rights.fdRead)
  guest.call('fd_close', first)
  expect(guest.open('f', 0, rights.fdRead)).toBe(first)
  expect(guest.call('fd_renumber', first, 0)).toBe(0)
  expect(guest.read(0, 9)).toBe('x')
  expect(guest.call('fd_renumber', first, 0)).toBe(errno.badf)
  let last = 0
  while (last >= 0) last = guest.open('f', 0, rights.fdRead)
  expect(last).toBe(-errno.mfile)
})

test('deleted and cut files give their bytes back; the total is bounded', () => {
  const guest = new Guest({ outputMaxBytes: 10 })
  const fd = guest.open('tmp', CREATE)
  guest.write(fd, '1234567890')
  expect(() => guest.write(1, 'x')).toThrow(OutputSignal)
  guest.call('path_unlink_file', 3, ...guest.path('tmp'))
  expect(() => guest.write(1, 'x')).toThrow(OutputSignal)
  guest.call('fd_close', fd)
  expect(guest.write(1, '1234567890')).toBe(0)
})

test('what preview1 has and is not built answers ENOSYS', () => {
  const guest = new Guest()
  const answers = Object.entries(wasiSignatures)
    .filter(([name]) => /^(sock_|path_(link|symlink|readlink|filestat_set)|proc_raise)/.test(name))
    .map(([name, { params }]) =>
      guest.call(name, ...params.map((type) => (type === 'i64' ? 0n : 0))),
    )
  expect(answers.length).toBe(9)
  expect(new Set(answers)).toEqual(new Set([errno.nosys]))
})
