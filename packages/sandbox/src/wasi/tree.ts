/**
 * Tree: the files of one run, in memory.
 *
 * Input files and the directories their names imply are fixed: readable, never changed, moved or
 * removed. What the guest creates lives beside them and is returned. Listings are sorted, inode and
 * time stamps are zero, and the number, length and depth of names are bounded, so that no order or
 * limit of the machine shows through.
 */
import { badFileName, assertFileName, DEPTH_MAX, NODES_MAX, partFault } from './names.ts'
import { Content } from './content.ts'
import type { OutputBudget } from './content.ts'
import { refuse } from './errno.ts'

export interface FileNode {
  readonly kind: 'file'
  readonly fixed: boolean
  readonly content: ReadableContent
  /** The same content where it may be changed. */
  readonly writable: Content | undefined
  linked: boolean
  opens: number
}

/** What reading needs of a file. */
export interface ReadableContent {
  readonly size: number
  readonly bytes: Uint8Array
}

export interface DirectoryNode {
  readonly kind: 'directory'
  readonly fixed: boolean
  readonly parent: DirectoryNode | undefined
  readonly depth: number
  readonly entries: Map<string, Node>
  linked: boolean
}

export type Node = FileNode | DirectoryNode

const newDirectory = (parent: DirectoryNode | undefined, fixed: boolean): DirectoryNode => ({
  kind: 'directory',
  fixed,
  parent,
  depth: parent === undefined ? 0 : parent.depth + 1,
  entries: new Map(),
  linked: true,
})

export class Tree {
  readonly root = newDirectory(undefined, true)
  readonly #budget: OutputBudget
  #nodes = 0

  /**
   * @throws `BAD_FILE_NAME` for a name that is not plain, given twice, or both file and directory.
   */
  constructor(
    inputs: readonly { readonly name: string; readonly bytes: Uint8Array }[],
    budget: OutputBudget,
  ) {
    this.#budget = budget
    for (const { name, bytes } of inputs) this.#placeInput(name, bytes)
  }

  #placeInput(name: string, bytes: Uint8Array): void {
    assertFileName(name)
    const parts = name.split('/')
    const last = parts.pop() as string
    let directory = this.root
    for (const part of parts) {
      const next = directory.entries.get(part) ?? newDirectory(directory, true)
      if (next.kind === 'file') throw badFileName(name, 'a file where a directory is needed')
      directory.entries.set(part, next)
      directory = next
    }
    if (directory.entries.has(last)) throw badFileName(name, 'a name given twice')
    const content = { size: bytes.length, bytes }
    const file = { kind: 'file', fixed: true, content, writable: undefined } as const
    directory.entries.set(last, { ...file, linked: true, opens: 0 })
  }

  createFile(parent: DirectoryNode, name: string): FileNode {
    const content = new Content(this.#budget)
    const file = { kind: 'file', fixed: false, content, writable: content } as const
    const node: FileNode = { ...file, linked: true, opens: 0 }
    this.#insert(parent, name, node)
    return node
  }

  createDirectory(parent: DirectoryNode, name: string): void {
    this.#insert(parent, name, newDirectory(parent, false))
  }

  removeFile(parent: DirectoryNode, name: string): void {
    const node = this.#existing(parent, name)
    if (node.kind === 'directory') refuse('isdir')
    if (node.fixed) refuse('rofs')
    this.#unlink(parent, name, node)
  }

  removeDirectory(parent: DirectoryNode, name: string): void {
    const node = this.#existing(parent, name)
    if (node.kind === 'file') refuse('notdir')
    if (node.fixed) refuse('rofs')
    if (node.entries.size > 0) refuse('notempty')
    this.#unlink(parent, name, node)
  }

  /** Moves a file anywhere, or a directory within its parent (EXDEV otherwise). */
  rename(from: DirectoryNode, oldName: string, to: DirectoryNode, newName: string): void {
    const node = this.#existing(from, oldName)
    if (node.fixed) refuse('rofs')
    this.#assertPlace(to, newName)
    const target = to.entries.get(newName)
    if (target === node) return
    if (node.kind === 'directory' && from !== to) refuse('xdev')
    if (target !== undefined) this.#displace(to, newName, node, target)
    from.entries.delete(oldName)
    to.entries.set(newName, node)
  }

  #displace(parent: DirectoryNode, name: string, by: Node, target: Node): void {
    if (by.kind === 'file' && target.kind === 'directory') refuse('isdir')
    if (by.kind === 'directory') this.removeDirectory(parent, name)
    else this.removeFile(parent, name)
  }

  /** Frees the bytes of a file that has neither a name nor an open descriptor. */
  release(node: FileNode): void {
    if (!node.linked && node.opens === 0) node.writable?.resize(0)
  }

  /** Every file the guest created and left, by full name, sorted. */
  collect(): { name: string; bytes: Uint8Array }[] {
    const found: { name: string; bytes: Uint8Array }[] = []
    const visit = (directory: DirectoryNode, prefix: string): void => {
      for (const name of sortedNames(directory)) {
        const node = directory.entries.get(name) as Node
        if (node.kind === 'directory') visit(node, `${prefix}${name}/`)
        else if (!node.fixed) found.push({ name: prefix + name, bytes: node.content.bytes })
      }
    }
    visit(this.root, '')
    return found
  }

  #existing(parent: DirectoryNode, name: string): Node {
    return parent.entries.get(name) ?? refuse('noent')
  }

  #insert(parent: DirectoryNode, name: string, node: Node): void {
    this.#assertPlace(parent, name)
    if (this.#nodes >= NODES_MAX) refuse('nospc')
    this.#nodes += 1
    parent.entries.set(name, node)
  }

  #assertPlace(parent: DirectoryNode, name: string): void {
    if (!parent.linked) refuse('noent')
    if (partFault(name) !== undefined) refuse('inval')
    if (parent.depth >= DEPTH_MAX) refuse('nametoolong')
  }

  #unlink(parent: DirectoryNode, name: string, node: Node): void {
    parent.entries.delete(name)
    this.#nodes -= 1
    node.linked = false
    if (node.kind === 'file') this.release(node)
  }
}

/** Names in a directory by UTF-16 code unit, as output manifests are sorted. */
export const sortedNames = (directory: DirectoryNode): string[] =>
  [...directory.entries.keys()].sort()
