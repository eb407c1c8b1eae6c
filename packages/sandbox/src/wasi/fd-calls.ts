/** Calls on open descriptors: reading, writing, seeking, describing, closing. */
import { utf8 } from '@pumasi/domain'
import type { Calls, World } from './calls.ts'
import type { Descriptor, FileDescriptor, OutputDescriptor } from './descriptors.ts'
import { refuse } from './errno.ts'
import { fdFlags } from './rights.ts'
import { FDSTAT_BYTES, FILESTAT_BYTES, filetypeOf, writeFdstat, writeFilestat } from './stat.ts'
import { readVectors, scatter } from './vectors.ts'
import { wasiWeights } from './weights.ts'

/** Offsets stop here; every sum of two stays an exact double. */
const OFFSET_MAX = 2n ** 52n
const whences = { set: 0, current: 1, end: 2 } as const

export const fdCalls = {
  fd_read(world: World, fd: number, list: number, count: number, donePointer: number) {
    const { memory, meter, descriptors } = world
    const source = descriptors.get(fd)
    memory.check(donePointer, 4)
    const ranges = readVectors(memory, meter, list, count)
    const done = scatter(meter, unread(source), ranges)
    if (source.kind === 'input' || source.kind === 'file') source.position += done
    memory.writeU32(donePointer, done)
  },

  fd_pread(
    world: World,
    fd: number,
    list: number,
    count: number,
    offset: bigint,
    donePointer: number,
  ) {
    const { memory, meter, descriptors } = world
    const file = descriptors.file(fd)
    if (!file.readable) refuse('badf')
    memory.check(donePointer, 4)
    const ranges = readVectors(memory, meter, list, count)
    const rest = file.node.content.bytes.subarray(toOffset(offset))
    memory.writeU32(donePointer, scatter(meter, rest, ranges))
  },

  fd_write(world: World, fd: number, list: number, count: number, donePointer: number) {
    const { memory, meter, descriptors } = world
    const target = asSink(descriptors.get(fd))
    memory.check(donePointer, 4)
    const ranges = readVectors(memory, meter, list, count)
    let done = 0
    for (const range of ranges) {
      append(world, target, range)
      done += range.length
    }
    memory.writeU32(donePointer, done)
  },

  fd_pwrite(
    world: World,
    fd: number,
    list: number,
    count: number,
    offset: bigint,
    donePointer: number,
  ) {
    const { memory, meter, descriptors } = world
    const file = descriptors.file(fd)
    if (!file.writable) refuse('badf')
    memory.check(donePointer, 4)
    const ranges = readVectors(memory, meter, list, count)
    const start = toOffset(offset)
    let done = 0
    for (const range of ranges) {
      writeAt(world, file, start + done, range)
      done += range.length
    }
    memory.writeU32(donePointer, done)
  },

  fd_seek(
    { memory, descriptors }: World,
    fd: number,
    delta: bigint,
    whence: number,
    positionPointer: number,
  ) {
    const file = descriptors.file(fd)
    memory.check(positionPointer, 8)
    file.position = toOffset(base(file, whence) + delta)
    memory.writeU64(positionPointer, BigInt(file.position))
  },

  fd_tell({ memory, descriptors }: World, fd: number, positionPointer: number) {
    memory.writeU64(positionPointer, BigInt(descriptors.file(fd).position))
  },

  fd_close({ descriptors }: World, fd: number) {
    descriptors.close(fd)
  },

  fd_renumber({ descriptors }: World, from: number, to: number) {
    descriptors.renumber(from, to)
  },

  /** Advice changes nothing; the descriptor must be open. */
  fd_advise({ descriptors }: World, fd: number) {
    descriptors.get(fd)
  },

  fd_sync({ descriptors }: World, fd: number) {
    descriptors.get(fd)
  },

  fd_datasync({ descriptors }: World, fd: number) {
    descriptors.get(fd)
  },

  fd_fdstat_get({ memory, descriptors }: World, fd: number, pointer: number) {
    const found = descriptors.get(fd)
    memory.check(pointer, FDSTAT_BYTES)
    writeFdstat(memory, pointer, found)
  },

  fd_fdstat_set_flags({ descriptors }: World, fd: number, flags: number) {
    const found = descriptors.get(fd)
    if ((flags & ~fdFlags.known) !== 0) refuse('inval')
    if (found.kind === 'file') found.flags = flags
  },

  fd_filestat_get({ memory, descriptors }: World, fd: number, pointer: number) {
    const found = descriptors.get(fd)
    memory.check(pointer, FILESTAT_BYTES)
    const size = found.kind === 'file' ? found.node.content.size : 0
    writeFilestat(memory, pointer, filetypeOf(found), size)
  },

  fd_filestat_set_size(world: World, fd: number, size: bigint) {
    const file = world.descriptors.file(fd)
    if (!file.writable) refuse('badf')
    resize(world, file, toOffset(size))
  },

  fd_prestat_get({ memory, descriptors }: World, fd: number, pointer: number) {
    const name = preopenedName(descriptors.get(fd))
    memory.range(pointer, 8).fill(0)
    memory.writeU32(pointer + 4, name.length)
  },

  fd_prestat_dir_name({ memory, descriptors }: World, fd: number, pointer: number, size: number) {
    const name = preopenedName(descriptors.get(fd))
    if (size < name.length) refuse('nametoolong')
    memory.range(pointer, name.length).set(name)
  },
} satisfies Calls

function preopenedName(descriptor: Descriptor): Uint8Array {
  if (descriptor.kind !== 'directory' || descriptor.preopened === undefined) refuse('badf')
  return utf8(descriptor.preopened)
}

/** What a sequential read would give. */
function unread(source: Descriptor): Uint8Array {
  if (source.kind === 'directory') refuse('isdir')
  if (source.kind === 'output' || (source.kind === 'file' && !source.readable)) refuse('badf')
  const bytes = source.kind === 'input' ? source.bytes : source.node.content.bytes
  return bytes.subarray(source.position)
}

/** A descriptor that may be written to. */
function asSink(target: Descriptor): OutputDescriptor | FileDescriptor {
  if (target.kind === 'directory') refuse('isdir')
  if (target.kind === 'input' || (target.kind === 'file' && !target.writable)) refuse('badf')
  return target
}

/** Writes where a sequential write goes: the end of a pipe, or a file's position. */
function append(world: World, target: OutputDescriptor | FileDescriptor, data: Uint8Array): void {
  if (target.kind === 'output') {
    world.meter.charge(data.length * wasiWeights.byte)
    target.content.write(target.content.size, data)
    return
  }
  if ((target.flags & fdFlags.append) !== 0) target.position = target.node.content.size
  writeAt(world, target, target.position, data)
  target.position += data.length
}

function writeAt(world: World, file: FileDescriptor, offset: number, data: Uint8Array): void {
  const content = file.node.writable ?? refuse('rofs')
  if (data.length === 0) return
  const gap = Math.max(0, offset - content.size)
  world.meter.charge((gap + data.length) * wasiWeights.byte)
  content.write(offset, data)
}

function resize({ meter }: World, file: FileDescriptor, size: number): void {
  const content = file.node.writable ?? refuse('rofs')
  meter.charge(Math.abs(size - content.size) * wasiWeights.byte)
  content.resize(size)
}

function base(file: FileDescriptor, whence: number): bigint {
  if (whence === whences.set) return 0n
  if (whence === whences.current) return BigInt(file.position)
  return whence === whences.end ? BigInt(file.node.content.size) : refuse('inval')
}

/** An i64 as an offset: EINVAL for negative ones and for those beyond any file. */
function toOffset(value: bigint): number {
  if (value < 0n || value > OFFSET_MAX) refuse('inval')
  return Number(value)
}
