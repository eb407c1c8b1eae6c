/** The records `filestat`, `fdstat` and `dirent` in guest memory. Inode, device and times are 0. */
import type { Descriptor } from './descriptors.ts'
import { rightsOf } from './descriptors.ts'
import type { GuestMemory } from './memory.ts'
import { fileTypes, rights } from './rights.ts'

export const FILESTAT_BYTES = 64
export const FDSTAT_BYTES = 24
export const DIRENT_BYTES = 24

/** The `filetype` and size of a tree node or a descriptor. */
export function writeFilestat(
  memory: GuestMemory,
  pointer: number,
  filetype: number,
  size: number,
): void {
  memory.range(pointer, FILESTAT_BYTES).fill(0)
  memory.writeU8(pointer + 16, filetype)
  memory.writeU64(pointer + 24, 1n)
  memory.writeU64(pointer + 32, BigInt(size))
}

export function writeFdstat(memory: GuestMemory, pointer: number, descriptor: Descriptor): void {
  memory.range(pointer, FDSTAT_BYTES).fill(0)
  memory.writeU8(pointer, filetypeOf(descriptor))
  memory.writeU16(pointer + 2, descriptor.kind === 'file' ? descriptor.flags : 0)
  memory.writeU64(pointer + 8, rightsOf(descriptor))
  memory.writeU64(pointer + 16, descriptor.kind === 'directory' ? rights.all : 0n)
}

export function filetypeOf({ kind }: Descriptor): number {
  if (kind === 'directory') return fileTypes.directory
  return kind === 'file' ? fileTypes.regular : fileTypes.unknown
}

/** One directory entry: the header and its name. `next` is the cookie of the entry after it. */
export function encodeDirent(next: number, name: Uint8Array, filetype: number): Uint8Array {
  const entry = new Uint8Array(DIRENT_BYTES + name.length)
  const view = new DataView(entry.buffer)
  view.setBigUint64(0, BigInt(next), true)
  view.setUint32(16, name.length, true)
  view.setUint8(20, filetype)
  entry.set(name, DIRENT_BYTES)
  return entry
}
