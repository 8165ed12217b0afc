/** nginx as a file server, for downloads and loads. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stage } from './group.ts'
import { freePort, startServer } from './program.ts'

export interface FileServer {
  /** HTTP/1.1, and cleartext HTTP/2. */
  readonly http1: number
  readonly http2: number
}

/** Serves what is put into the folder; `/hello` is answered with 1 KB. Ends with the stage. */
export async function startNginx(stage: Stage, root: string): Promise<FileServer> {
  const folder = join(stage.folder, 'nginx')
  mkdirSync(folder, { recursive: true })
  const ports = { http1: await freePort(), http2: await freePort() }
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off; master_process off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http { access_log off; ${temp} keepalive_requests 1000000; sendfile on; default_type text/plain; root ${root};
  server { listen 127.0.0.1:${ports.http1}; location = /hello { return 200 "${'h'.repeat(1024)}"; } location / { } }
  server { listen 127.0.0.1:${ports.http2} http2; http2_max_requests 1000000; location = /hello { return 200 "${'h'.repeat(1024)}"; } location / { } } }`,
  )
  const flags = ['-c', file, '-p', folder, '-e', join(folder, 'error.log')]
  const server = await startServer(stage.peer('nginx'), flags, ports.http1)
  stage.defer(() => server.stop())
  return ports
}
