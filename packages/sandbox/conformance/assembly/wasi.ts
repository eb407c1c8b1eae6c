/** The calls of WASI that the programs here use, as the standard declares them. */
@external("wasi_snapshot_preview1", "args_sizes_get")
export declare function args_sizes_get(count: usize, size: usize): u16
@external("wasi_snapshot_preview1", "args_get")
export declare function args_get(list: usize, bytes: usize): u16
@external("wasi_snapshot_preview1", "clock_time_get")
export declare function clock_time_get(id: u32, precision: u64, time: usize): u16
@external("wasi_snapshot_preview1", "random_get")
export declare function random_get(target: usize, size: usize): u16
@external("wasi_snapshot_preview1", "fd_read")
export declare function fd_read(fd: u32, list: usize, count: usize, done: usize): u16
@external("wasi_snapshot_preview1", "fd_write")
export declare function fd_write(fd: u32, list: usize, count: usize, done: usize): u16
@external("wasi_snapshot_preview1", "path_open")
export declare function path_open(
  directory: u32, lookup: u32, path: usize, size: usize, oflags: u32,
  rights: u64, inheriting: u64, flags: u32, fd: usize,
): u16

const scratch = memory.data(65536)

/** The arguments behind the program's name. */
export function programArgs(): string[] {
  args_sizes_get(scratch, scratch + 4)
  const count = load<u32>(scratch)
  args_get(scratch + 1024, scratch + 8192)
  const args: string[] = []
  for (let index: u32 = 1; index < count; index++) {
    args.push(String.UTF8.decodeUnsafe(load<u32>(scratch + 1024 + 4 * index), 4096, true))
  }
  return args
}

/** Writes text to a descriptor; 1 is stdout. */
export function write(fd: u32, text: string): void {
  const bytes = String.UTF8.encode(text)
  store<u32>(scratch, changetype<usize>(bytes) as u32)
  store<u32>(scratch, bytes.byteLength, 4)
  fd_write(fd, scratch, 1, scratch + 8)
}

/** Reads up to 4096 bytes of text from a descriptor; 0 is stdin. */
export function read(fd: u32): string {
  store<u32>(scratch, (scratch + 1024) as u32)
  store<u32>(scratch, 4096, 4)
  fd_read(fd, scratch, 1, scratch + 8)
  return String.UTF8.decodeUnsafe(scratch + 1024, load<u32>(scratch, 8))
}

/** Opens a file below the root, for reading or as a new one for writing. */
export function open(path: string, create: bool): u32 {
  const name = String.UTF8.encode(path)
  const at = changetype<usize>(name)
  path_open(3, 0, at, name.byteLength, create ? 1 : 0, create ? 64 : 2, 0, 0, scratch + 16)
  return load<u32>(scratch, 16)
}
