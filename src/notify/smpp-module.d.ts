/** The part of the `smpp` package that we use; the package brings no types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server, Socket } from 'node:net';

  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly message_id?: string;
    readonly system_id?: string;
    readonly password?: string;
    readonly source_addr?: string;
    readonly destination_addr?: string;
    readonly esm_class?: number;
    readonly data_coding?: number;
    readonly registered_delivery?: number;
    /** Received: decoded by `data_coding`, with the user data header apart. */
    readonly short_message?: { readonly message: string | Buffer; readonly udh?: readonly Buffer[] };
    readonly receipted_message_id?: string;
    readonly message_state?: number;
    readonly user_message_reference?: number;
    isResponse(): boolean;
    response(fields?: Fields): Pdu;
  }

  export type Fields = Readonly<Record<string, string | number | Buffer | Date>>;
  /** False when the socket takes nothing any more; the answer never comes then. */
  export type Send = (fields: Fields, answered?: (pdu: Pdu) => void) => boolean;

  export interface Session extends EventEmitter {
    readonly socket: Socket;
    readonly bind_transceiver: Send;
    readonly submit_sm: Send;
    readonly deliver_sm: Send;
    readonly enquire_link: Send;
    readonly unbind: Send;
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
  }

  export function connect(options: {
    readonly host: string;
    readonly port: number;
    readonly tls?: boolean;
    readonly servername?: string;
    readonly ca?: string;
  }): Session;
  export function createServer(onSession: (session: Session) => void): Server;
  /** With TLS. */
  export function createServer(
    options: { readonly key: Buffer; readonly cert: Buffer },
    onSession: (session: Session) => void,
  ): Server;
}
