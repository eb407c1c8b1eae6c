/** A mirror by what the user wrote: a URL or a folder. */
import type { Mirror } from '@pumasi/engine'
import { folderMirror } from './folder-mirror.ts'
import { httpMirror } from './http-mirror.ts'

export const mirrorAt = (place: string): Mirror =>
  /^https?:\/\//.test(place) ? httpMirror(place) : folderMirror(place)
