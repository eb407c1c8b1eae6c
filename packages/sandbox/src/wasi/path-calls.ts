/** Calls on paths: opening, creating, removing, renaming, describing, listing. */
import { utf8 } from '@pumasi/domain'
import type { Calls, World } from './calls.ts'
import type { DirectoryNode, FileNode, Node } from './tree.ts'
import { sortedNames } from './tree.ts'
import { refuse } from './errno.ts'
import { existingNode, readPath, resolvePath } from './paths.ts'
import type { Place } from './paths.ts'
import { fdFlags, fileTypes, openFlags, rights } from './rights.ts'
import { encodeDirent, FILESTAT_BYTES, writeFilestat } from './stat.ts'
import { wasiWeights } from './weights.ts'

export const pathCalls = {
  path_open(
    world: World,
    fd: number,
    _lookupFlags: number,
    path: number,
    pathLength: number,
    oflags: number,
    wanted: bigint,
    _inheriting: bigint,
    flags: number,
    fdPointer: number,
  ) {
    const { memory, descriptors } = world
    const place = locate(world, fd, path, pathLength)
    memory.check(fdPointer, 4)
    if ((flags & ~fdFlags.known) !== 0) refuse('inval')
    descriptors.assertRoom()
    const writable = (wanted & rights.fdWrite) !== 0n
    const node = openNode(world, place, oflags, writable)
    const readable = (wanted & rights.fdRead) !== 0n
    const opened =
      node.kind === 'directory'
        ? descriptors.add({ kind: 'directory', node, preopened: undefined, listing: [] })
        : descriptors.add({ kind: 'file', node, readable, writable, position: 0, flags })
    memory.writeU32(fdPointer, opened)
  },

  path_create_directory(world: World, fd: number, path: number, pathLength: number) {
    const { parent, name, node } = locate(world, fd, path, pathLength)
    if (node !== undefined) refuse('exist')
    world.tree.createDirectory(parent, name)
  },

  path_unlink_file(world: World, fd: number, path: number, pathLength: number) {
    const place = locate(world, fd, path, pathLength)
    if (existingNode(place).kind === 'directory') refuse('isdir')
    world.tree.removeFile(place.parent, place.name)
  },

  path_remove_directory(world: World, fd: number, path: number, pathLength: number) {
    const place = locate(world, fd, path, pathLength)
    if (existingNode(place).kind === 'file') refuse('notdir')
    if (place.name === '.') refuse('inval')
    world.tree.removeDirectory(place.parent, place.name)
  },

  path_rename(
    world: World,
    fromFd: number,
    fromPath: number,
    fromLength: number,
    toFd: number,
    toPath: number,
    toLength: number,
  ) {
    const from = locate(world, fromFd, fromPath, fromLength)
    const to = locate(world, toFd, toPath, toLength)
    const moved = existingNode(from)
    if (from.name === '.' || to.name === '.') refuse('inval')
    if (to.mustBeDirectory && moved.kind === 'file') refuse('notdir')
    world.tree.rename(from.parent, from.name, to.parent, to.name)
  },

  path_filestat_get(
    world: World,
    fd: number,
    _lookupFlags: number,
    path: number,
    pathLength: number,
    pointer: number,
  ) {
    const node = existingNode(locate(world, fd, path, pathLength))
    world.memory.check(pointer, FILESTAT_BYTES)
    const size = node.kind === 'file' ? node.content.size : 0
    writeFilestat(world.memory, pointer, filetypeOfNode(node), size)
  },

  /** A listing begun at cookie 0 stays as it was then, whatever is created or removed meanwhile. */
  fd_readdir(
    world: World,
    fd: number,
    buffer: number,
    bufferLength: number,
    cookie: bigint,
    usedPointer: number,
  ) {
    const { memory, meter, descriptors } = world
    const directory = descriptors.directory(fd)
    memory.check(usedPointer, 4)
    const target = memory.range(buffer, bufferLength)
    if (cookie === 0n) {
      meter.charge((directory.node.entries.size + 2) * wasiWeights.entry)
      directory.listing = ['.', '..', ...sortedNames(directory.node)]
    }
    if (cookie < 0n || cookie > BigInt(directory.listing.length)) refuse('inval')
    let used = 0
    for (let index = Number(cookie); index < directory.listing.length; index += 1) {
      if (used === target.length) break
      meter.charge(wasiWeights.entry)
      const name = directory.listing[index] as string
      const entry = encodeDirent(index + 1, utf8(name), listedType(directory.node, name))
      const part = entry.subarray(0, target.length - used)
      target.set(part, used)
      used += part.length
    }
    memory.writeU32(usedPointer, used)
  },
} satisfies Calls

/** The place a guest's path names from an open directory. */
function locate(world: World, fd: number, path: number, length: number): Place {
  const start = world.descriptors.directory(fd)
  return resolvePath(start.node, readPath(world.memory, world.meter, path, length))
}

function openNode(world: World, place: Place, oflags: number, writable: boolean): Node {
  const has = (flag: number): boolean => (oflags & flag) !== 0
  const found = place.node
  if (found !== undefined && has(openFlags.creat) && has(openFlags.excl)) refuse('exist')
  if (found?.kind === 'directory') return openDirectory(found, has(openFlags.creat))
  if (place.mustBeDirectory || has(openFlags.directory)) {
    refuse(found === undefined ? 'noent' : 'notdir')
  }
  if (found === undefined && !has(openFlags.creat)) refuse('noent')
  const file = found ?? world.tree.createFile(place.parent, place.name)
  if (writable && file.fixed) refuse('rofs')
  if (has(openFlags.trunc)) truncate(world, file)
  return file
}

function openDirectory(directory: DirectoryNode, create: boolean): DirectoryNode {
  return create ? refuse('isdir') : directory
}

function truncate({ meter }: World, file: FileNode): void {
  const content = file.writable ?? refuse('rofs')
  meter.charge(content.size * wasiWeights.byte)
  content.resize(0)
}

const filetypeOfNode = (node: Node): number =>
  node.kind === 'directory' ? fileTypes.directory : fileTypes.regular

/** The type of a listed name; `unknown` for one that is gone by now. */
function listedType(directory: DirectoryNode, name: string): number {
  if (name === '.' || name === '..') return fileTypes.directory
  const node = directory.entries.get(name)
  return node === undefined ? fileTypes.unknown : filetypeOfNode(node)
}
