/** Versions of the wire. A coordinator speaks every version from least to newest. */
export const PROTOCOL_VERSION = 1
export const PROTOCOL_VERSION_LEAST = 1
