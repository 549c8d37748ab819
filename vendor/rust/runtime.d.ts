/* tslint:disable */
/* eslint-disable */

/**
 * A bundle behind numbers and bytes (WIRE.md, "Readers").
 */
export class Bundle {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Address of room for what was read.
     */
    buffer(bytes: number): number;
    /**
     * Address of the chunk.
     */
    chunk_address(): number;
    /**
     * Length of the chunk.
     */
    chunk_bytes(): number;
    /**
     * Starts the delivery of one entry of the report.
     */
    extract(index: number): void;
    /**
     * `size`: of the file, in bytes.
     */
    constructor(size: number);
    /**
     * 0 wants bytes, 1 has a chunk, 2 ready, 3 failed: the diagnostics are the reply.
     */
    poll(): number;
    /**
     * Where the last answer is, until the next call that gives one.
     */
    reply_address(): number;
    /**
     * Length of the last answer.
     */
    reply_bytes(): number;
    /**
     * Length of the report (JSON), which is the reply; 0 before the bundle is open.
     */
    report(): number;
    /**
     * Length of the list (JSON) of the node types that a Python source defines, which is the reply.
     */
    sources(python: Uint8Array): number;
    /**
     * So many bytes of the room were filled; fewer than wanted: the file ends there.
     */
    supply(bytes: number): void;
    /**
     * How much to read, at most 1 MiB.
     */
    wanted_bytes(): number;
    /**
     * Where to read, in bytes from the start of the file.
     */
    wanted_offset(): number;
}

/**
 * See `WIRE.md`. Answers are at [`Document::reply_address`].
 */
export class Document {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Which input of a plan gets what, as JSON `{"inputs", "diagnostics"}`; 0 where either argument makes no sense.
     */
    assign(plan: Uint8Array, given: Uint8Array): number;
    /**
     * What a file becomes that is given to an input of this port type: 1 JSON, 2 text, 3 audio, 5 bytes.
     */
    file_kind(port_type: Uint8Array, name: Uint8Array): number;
    /**
     * Bit 0: a file of this name is a manifest or run file, and no bundle. Bit 1: its text has the shape of one.
     */
    manifest_signs(name: Uint8Array, text: Uint8Array): number;
    /**
     * Has no state but its last answer.
     */
    constructor();
    /**
     * Where the last answer is.
     */
    reply_address(): number;
    /**
     * What a run file gives its inputs, as JSON `{"wrapped", "input_data", "inputs"}`; or the diagnostic,
     * which has a `code`.
     */
    run_values(text: Uint8Array): number;
    /**
     * The packets in a JSON text, as a JSON list of strings; or the diagnostic, an object.
     */
    split_json(text: Uint8Array): number;
    /**
     * A packet's value as JSON text; `dims` are u32, little-endian. Empty where the body makes no sense.
     */
    value(kind: number, dtype: number, arrays: number, sample_rate: number, dims: Uint8Array, body: Uint8Array): number;
}

/**
 * See `WIRE.md`: a host needs nothing else to know how to drive this.
 */
export class Pipeline {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Where an allocated body is; 0 for an id that is none.
     */
    address(id: number): number;
    /**
     * Room for a body, as an id.
     */
    allocate(bytes: number, kind: number): number;
    /**
     * When to step again even if nothing happens: see `WIRE.md`.
     */
    due(): number;
    /**
     * Address of the inbox, with room for that many bytes.
     */
    inbox(bytes: number): number;
    /**
     * Figures of the run; the length of the answer at [`Pipeline::reply_address`].
     */
    metrics(): number;
    /**
     * The canonical form of a manifest, and what that changes; the length of the answer at
     * [`Pipeline::reply_address`].
     */
    migrate(manifest: Uint8Array, context: Uint8Array): number;
    /**
     * An empty pipeline.
     */
    constructor();
    /**
     * Reads and plans; the length of the answer at [`Pipeline::reply_address`].
     */
    open(manifest: Uint8Array, context: Uint8Array): number;
    /**
     * Where the commands of the last step are.
     */
    outbox_address(): number;
    /**
     * How long they are.
     */
    outbox_bytes(): number;
    /**
     * Gives back an allocated body that no event will name.
     */
    release(id: number): void;
    /**
     * Where the last answer is.
     */
    reply_address(): number;
    /**
     * Handles events, works, fills the outbox.
     */
    step(inbox_bytes: number, budget: number, now: number): number;
    /**
     * When the last step returned.
     */
    stepped(now: number): void;
    /**
     * The next piece of the trace, where the context asked for one: its length at
     * [`Pipeline::reply_address`], 0 after the last.
     */
    trace(): number;
}

/**
 * See `WIRE.md`. Answers are at [`SdkResults::reply_address`].
 */
export class SdkResults {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Takes the next packet of an output; `head` is JSON. Length of what is wrong with it, a sentence that
     * is the reply; 0 where nothing is.
     */
    add(head: Uint8Array, body: Uint8Array): number;
    /**
     * As [`SdkResults::outputs`], in the SDK's envelope.
     */
    envelope(plan: Uint8Array): number;
    /**
     * Nothing has come out yet.
     */
    constructor();
    /**
     * Length of the bare value or the list, JSON, which is the reply; 0 where `plan` (JSON) is none.
     */
    outputs(plan: Uint8Array): number;
    /**
     * Where the last answer is.
     */
    reply_address(): number;
}

/**
 * Room for a `&[u8]` argument of the next call, which takes it over: for hosts without
 * wasm-bindgen's glue, whose own allocator has a name that changes from build to build.
 */
export function argument(bytes: number): number;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_bundle_free: (a: number, b: number) => void;
    readonly __wbg_document_free: (a: number, b: number) => void;
    readonly __wbg_pipeline_free: (a: number, b: number) => void;
    readonly __wbg_sdkresults_free: (a: number, b: number) => void;
    readonly argument: (a: number) => number;
    readonly bundle_buffer: (a: number, b: number) => number;
    readonly bundle_chunk_address: (a: number) => number;
    readonly bundle_chunk_bytes: (a: number) => number;
    readonly bundle_extract: (a: number, b: number) => void;
    readonly bundle_new: (a: number) => number;
    readonly bundle_poll: (a: number) => number;
    readonly bundle_reply_address: (a: number) => number;
    readonly bundle_reply_bytes: (a: number) => number;
    readonly bundle_report: (a: number) => number;
    readonly bundle_sources: (a: number, b: number, c: number) => number;
    readonly bundle_supply: (a: number, b: number) => void;
    readonly bundle_wanted_bytes: (a: number) => number;
    readonly bundle_wanted_offset: (a: number) => number;
    readonly document_assign: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly document_file_kind: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly document_manifest_signs: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly document_new: () => number;
    readonly document_reply_address: (a: number) => number;
    readonly document_run_values: (a: number, b: number, c: number) => number;
    readonly document_split_json: (a: number, b: number, c: number) => number;
    readonly document_value: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => number;
    readonly pipeline_address: (a: number, b: number) => number;
    readonly pipeline_allocate: (a: number, b: number, c: number) => number;
    readonly pipeline_due: (a: number) => number;
    readonly pipeline_inbox: (a: number, b: number) => number;
    readonly pipeline_metrics: (a: number) => number;
    readonly pipeline_migrate: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly pipeline_new: () => number;
    readonly pipeline_open: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly pipeline_outbox_address: (a: number) => number;
    readonly pipeline_outbox_bytes: (a: number) => number;
    readonly pipeline_release: (a: number, b: number) => void;
    readonly pipeline_reply_address: (a: number) => number;
    readonly pipeline_step: (a: number, b: number, c: number, d: number) => number;
    readonly pipeline_stepped: (a: number, b: number) => void;
    readonly pipeline_trace: (a: number) => number;
    readonly sdkresults_add: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly sdkresults_envelope: (a: number, b: number, c: number) => number;
    readonly sdkresults_new: () => number;
    readonly sdkresults_outputs: (a: number, b: number, c: number) => number;
    readonly sdkresults_reply_address: (a: number) => number;
    readonly __wbindgen_export: (a: number, b: number) => number;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
