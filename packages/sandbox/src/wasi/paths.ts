/**
 * Paths: from a guest's path, relative to an open directory, to a place in the tree.
 *
 * A path never leaves the directory it starts from: absolute ones and those whose `..` would climb
 * above it end with ENOTCAPABLE. There are no symbolic links.
 */
import { PART_MAX_BYTES, DEPTH_MAX } from './names.ts'
import { refuse } from './errno.ts'
import type { GuestMemory } from './memory.ts'
import type { Meter } from './meter.ts'
import type { DirectoryNode, Node } from './tree.ts'
import { wasiWeights } from './weights.ts'

/** Longest path a guest may pass. */
const PATH_MAX_BYTES = DEPTH_MAX * (PART_MAX_BYTES + 1)

/** A name in a directory; the node is undefined where nothing has that name yet. */
export interface Place {
  readonly parent: DirectoryNode
  readonly name: string
  readonly node: Node | undefined
  /** The path ended in a slash, or named the start itself: only a directory will do. */
  readonly mustBeDirectory: boolean
}

/** Reads a path from guest memory as strict UTF-8. */
export function readPath(
  memory: GuestMemory,
  meter: Meter,
  pointer: number,
  length: number,
): string {
  if (length > PATH_MAX_BYTES) refuse('nametoolong')
  meter.charge(length * wasiWeights.pathByte)
  const bytes = memory.range(pointer, length)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return refuse('ilseq')
  }
}

/** Finds the place a path names, starting at `start`. */
export function resolvePath(start: DirectoryNode, path: string): Place {
  if (path === '') refuse('noent')
  if (path.startsWith('/')) refuse('notcapable')
  if (path.includes('\0')) refuse('inval')
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const mustBeDirectory = /(^|\/)\.{0,2}$/.test(path)
  let directory = start
  let climbed = 0
  for (const [index, part] of parts.entries()) {
    if (part === '..') {
      if (climbed === 0 || directory.parent === undefined) refuse('notcapable')
      climbed -= 1
      directory = directory.parent
    } else if (index === parts.length - 1) {
      const node = directory.entries.get(part)
      return { parent: directory, name: part, node, mustBeDirectory }
    } else {
      directory = descend(directory, part)
      climbed += 1
    }
  }
  return { parent: directory, name: '.', node: directory, mustBeDirectory: true }
}

function descend(directory: DirectoryNode, part: string): DirectoryNode {
  const next = directory.entries.get(part) ?? refuse('noent')
  if (next.kind !== 'directory') refuse('notdir')
  return next
}

/** The node at a path. ENOENT where there is none, ENOTDIR for a file named as a directory. */
export function existingNode(place: Place): Node {
  const node = place.node ?? refuse('noent')
  if (place.mustBeDirectory && node.kind === 'file') refuse('notdir')
  return node
}
