/**
 * The only imports a program may have: WASI preview1, each function with its one standard
 * signature. Who implements them (the `wasi` folder) takes names and types from this table, so an
 * import that passes the rewriter always has an implementation of the right type.
 */

/** A value type as WASI uses it. */
export type WasiValueType = 'i32' | 'i64'

/** Parameters and results of one host function. */
export interface WasiSignature {
  readonly params: readonly WasiValueType[]
  readonly results: readonly WasiValueType[]
}

/** The module name of every allowed import. */
export const WASI_MODULE = 'wasi_snapshot_preview1'

/** `i` is i32, `I` is i64; all return an i32 errno unless said otherwise. */
function signature(params: string, results = 'i'): WasiSignature {
  const parse = (letters: string): WasiValueType[] =>
    [...letters].map((letter) => (letter === 'I' ? 'i64' : 'i32'))
  return { params: parse(params), results: parse(results) }
}

/** Every WASI preview1 function by name. */
export const wasiSignatures = {
  args_get: signature('ii'),
  args_sizes_get: signature('ii'),
  environ_get: signature('ii'),
  environ_sizes_get: signature('ii'),
  clock_res_get: signature('ii'),
  clock_time_get: signature('iIi'),
  fd_advise: signature('iIIi'),
  fd_allocate: signature('iII'),
  fd_close: signature('i'),
  fd_datasync: signature('i'),
  fd_fdstat_get: signature('ii'),
  fd_fdstat_set_flags: signature('ii'),
  fd_fdstat_set_rights: signature('iII'),
  fd_filestat_get: signature('ii'),
  fd_filestat_set_size: signature('iI'),
  fd_filestat_set_times: signature('iIIi'),
  fd_pread: signature('iiiIi'),
  fd_prestat_get: signature('ii'),
  fd_prestat_dir_name: signature('iii'),
  fd_pwrite: signature('iiiIi'),
  fd_read: signature('iiii'),
  fd_readdir: signature('iiiIi'),
  fd_renumber: signature('ii'),
  fd_seek: signature('iIii'),
  fd_sync: signature('i'),
  fd_tell: signature('ii'),
  fd_write: signature('iiii'),
  path_create_directory: signature('iii'),
  path_filestat_get: signature('iiiii'),
  path_filestat_set_times: signature('iiiiIIi'),
  path_link: signature('iiiiiii'),
  path_open: signature('iiiiiIIii'),
  path_readlink: signature('iiiiii'),
  path_remove_directory: signature('iii'),
  path_rename: signature('iiiiii'),
  path_symlink: signature('iiiii'),
  path_unlink_file: signature('iii'),
  poll_oneoff: signature('iiii'),
  proc_exit: signature('i', ''),
  proc_raise: signature('i'),
  sched_yield: signature(''),
  random_get: signature('ii'),
  sock_accept: signature('iii'),
  sock_recv: signature('iiiiii'),
  sock_send: signature('iiiii'),
  sock_shutdown: signature('ii'),
} as const satisfies Record<string, WasiSignature>

/** The name of a WASI preview1 function. */
export type WasiName = keyof typeof wasiSignatures
