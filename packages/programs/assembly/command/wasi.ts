/** The functions of WASI preview 1 that a program here may import, and nothing else. */

// @ts-ignore: decorator
@external('wasi_snapshot_preview1', 'args_sizes_get')
export declare function argsSizesGet(count: usize, size: usize): i32

// @ts-ignore: decorator
@external('wasi_snapshot_preview1', 'args_get')
export declare function argsGet(pointers: usize, buffer: usize): i32

// @ts-ignore: decorator
@external('wasi_snapshot_preview1', 'fd_read')
export declare function fdRead(fd: i32, vectors: usize, count: i32, read: usize): i32

// @ts-ignore: decorator
@external('wasi_snapshot_preview1', 'fd_write')
export declare function fdWrite(fd: i32, vectors: usize, count: i32, written: usize): i32

// @ts-ignore: decorator
@external('wasi_snapshot_preview1', 'proc_exit')
export declare function procExit(code: i32): void
