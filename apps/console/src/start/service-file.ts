/** A systemd service of one user that lends the machine to the coordinator at `origin`. */
export const serviceFile = (origin: string): string => `[Unit]
Description=Pumasi worker
After=network-online.target

[Service]
WorkingDirectory=%h/pumasi
ExecStart=%h/pumasi/node_modules/.bin/node apps/cli/bin/pumasi.mjs worker --coordinator ${origin}
Restart=on-failure
RestartSec=30
Nice=19

[Install]
WantedBy=default.target
`
