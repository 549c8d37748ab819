/* @ts-self-types="./runtime.d.ts" */

/**
 * A bundle behind numbers and bytes (WIRE.md, "Readers").
 */
export class Bundle {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        BundleFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_bundle_free(ptr, 0);
    }
    /**
     * Address of room for what was read.
     * @param {number} bytes
     * @returns {number}
     */
    buffer(bytes) {
        const ret = wasm.bundle_buffer(this.__wbg_ptr, bytes);
        return ret >>> 0;
    }
    /**
     * Address of the chunk.
     * @returns {number}
     */
    chunk_address() {
        const ret = wasm.bundle_chunk_address(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Length of the chunk.
     * @returns {number}
     */
    chunk_bytes() {
        const ret = wasm.bundle_chunk_bytes(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Starts the delivery of one entry of the report.
     * @param {number} index
     */
    extract(index) {
        wasm.bundle_extract(this.__wbg_ptr, index);
    }
    /**
     * `size`: of the file, in bytes.
     * @param {number} size
     */
    constructor(size) {
        const ret = wasm.bundle_new(size);
        this.__wbg_ptr = ret >>> 0;
        BundleFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * 0 wants bytes, 1 has a chunk, 2 ready, 3 failed: the diagnostics are the reply.
     * @returns {number}
     */
    poll() {
        const ret = wasm.bundle_poll(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Where the last answer is, until the next call that gives one.
     * @returns {number}
     */
    reply_address() {
        const ret = wasm.bundle_reply_address(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Length of the last answer.
     * @returns {number}
     */
    reply_bytes() {
        const ret = wasm.bundle_reply_bytes(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Length of the report (JSON), which is the reply; 0 before the bundle is open.
     * @returns {number}
     */
    report() {
        const ret = wasm.bundle_report(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Length of the list (JSON) of the node types that a Python source defines, which is the reply.
     * @param {Uint8Array} python
     * @returns {number}
     */
    sources(python) {
        const ptr0 = passArray8ToWasm0(python, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.bundle_sources(this.__wbg_ptr, ptr0, len0);
        return ret >>> 0;
    }
    /**
     * So many bytes of the room were filled; fewer than wanted: the file ends there.
     * @param {number} bytes
     */
    supply(bytes) {
        wasm.bundle_supply(this.__wbg_ptr, bytes);
    }
    /**
     * How much to read, at most 1 MiB.
     * @returns {number}
     */
    wanted_bytes() {
        const ret = wasm.bundle_wanted_bytes(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Where to read, in bytes from the start of the file.
     * @returns {number}
     */
    wanted_offset() {
        const ret = wasm.bundle_wanted_offset(this.__wbg_ptr);
        return ret;
    }
}
if (Symbol.dispose) Bundle.prototype[Symbol.dispose] = Bundle.prototype.free;

/**
 * See `WIRE.md`. Answers are at [`Document::reply_address`].
 */
export class Document {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        DocumentFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_document_free(ptr, 0);
    }
    /**
     * Which input of a plan gets what, as JSON `{"inputs", "diagnostics"}`; 0 where either argument makes no sense.
     * @param {Uint8Array} plan
     * @param {Uint8Array} given
     * @returns {number}
     */
    assign(plan, given) {
        const ptr0 = passArray8ToWasm0(plan, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ptr1 = passArray8ToWasm0(given, wasm.__wbindgen_export);
        const len1 = WASM_VECTOR_LEN;
        const ret = wasm.document_assign(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
    /**
     * What a file becomes that is given to an input of this port type: 1 JSON, 2 text, 3 audio, 5 bytes.
     * @param {Uint8Array} port_type
     * @param {Uint8Array} name
     * @returns {number}
     */
    file_kind(port_type, name) {
        const ptr0 = passArray8ToWasm0(port_type, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ptr1 = passArray8ToWasm0(name, wasm.__wbindgen_export);
        const len1 = WASM_VECTOR_LEN;
        const ret = wasm.document_file_kind(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
    /**
     * Bit 0: a file of this name is a manifest or run file, and no bundle. Bit 1: its text has the shape of one.
     * @param {Uint8Array} name
     * @param {Uint8Array} text
     * @returns {number}
     */
    manifest_signs(name, text) {
        const ptr0 = passArray8ToWasm0(name, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ptr1 = passArray8ToWasm0(text, wasm.__wbindgen_export);
        const len1 = WASM_VECTOR_LEN;
        const ret = wasm.document_manifest_signs(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
    /**
     * Has no state but its last answer.
     */
    constructor() {
        const ret = wasm.document_new();
        this.__wbg_ptr = ret >>> 0;
        DocumentFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Where the last answer is.
     * @returns {number}
     */
    reply_address() {
        const ret = wasm.document_reply_address(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * What a run file gives its inputs, as JSON `{"wrapped", "input_data", "inputs"}`; or the diagnostic,
     * which has a `code`.
     * @param {Uint8Array} text
     * @returns {number}
     */
    run_values(text) {
        const ptr0 = passArray8ToWasm0(text, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.document_run_values(this.__wbg_ptr, ptr0, len0);
        return ret >>> 0;
    }
    /**
     * The packets in a JSON text, as a JSON list of strings; or the diagnostic, an object.
     * @param {Uint8Array} text
     * @returns {number}
     */
    split_json(text) {
        const ptr0 = passArray8ToWasm0(text, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.document_split_json(this.__wbg_ptr, ptr0, len0);
        return ret >>> 0;
    }
    /**
     * A packet's value as JSON text; `dims` are u32, little-endian. Empty where the body makes no sense.
     * @param {number} kind
     * @param {number} dtype
     * @param {number} arrays
     * @param {number} sample_rate
     * @param {Uint8Array} dims
     * @param {Uint8Array} body
     * @returns {number}
     */
    value(kind, dtype, arrays, sample_rate, dims, body) {
        const ptr0 = passArray8ToWasm0(dims, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ptr1 = passArray8ToWasm0(body, wasm.__wbindgen_export);
        const len1 = WASM_VECTOR_LEN;
        const ret = wasm.document_value(this.__wbg_ptr, kind, dtype, arrays, sample_rate, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
}
if (Symbol.dispose) Document.prototype[Symbol.dispose] = Document.prototype.free;

/**
 * See `WIRE.md`: a host needs nothing else to know how to drive this.
 */
export class Pipeline {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        PipelineFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_pipeline_free(ptr, 0);
    }
    /**
     * Where an allocated body is; 0 for an id that is none.
     * @param {number} id
     * @returns {number}
     */
    address(id) {
        const ret = wasm.pipeline_address(this.__wbg_ptr, id);
        return ret >>> 0;
    }
    /**
     * Room for a body, as an id.
     * @param {number} bytes
     * @param {number} kind
     * @returns {number}
     */
    allocate(bytes, kind) {
        const ret = wasm.pipeline_allocate(this.__wbg_ptr, bytes, kind);
        return ret >>> 0;
    }
    /**
     * When to step again even if nothing happens: see `WIRE.md`.
     * @returns {number}
     */
    due() {
        const ret = wasm.pipeline_due(this.__wbg_ptr);
        return ret;
    }
    /**
     * Address of the inbox, with room for that many bytes.
     * @param {number} bytes
     * @returns {number}
     */
    inbox(bytes) {
        const ret = wasm.pipeline_inbox(this.__wbg_ptr, bytes);
        return ret >>> 0;
    }
    /**
     * Figures of the run; the length of the answer at [`Pipeline::reply_address`].
     * @returns {number}
     */
    metrics() {
        const ret = wasm.pipeline_metrics(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * The canonical form of a manifest, and what that changes; the length of the answer at
     * [`Pipeline::reply_address`].
     * @param {Uint8Array} manifest
     * @param {Uint8Array} context
     * @returns {number}
     */
    migrate(manifest, context) {
        const ptr0 = passArray8ToWasm0(manifest, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ptr1 = passArray8ToWasm0(context, wasm.__wbindgen_export);
        const len1 = WASM_VECTOR_LEN;
        const ret = wasm.pipeline_migrate(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
    /**
     * An empty pipeline.
     */
    constructor() {
        const ret = wasm.pipeline_new();
        this.__wbg_ptr = ret >>> 0;
        PipelineFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Reads and plans; the length of the answer at [`Pipeline::reply_address`].
     * @param {Uint8Array} manifest
     * @param {Uint8Array} context
     * @returns {number}
     */
    open(manifest, context) {
        const ptr0 = passArray8ToWasm0(manifest, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ptr1 = passArray8ToWasm0(context, wasm.__wbindgen_export);
        const len1 = WASM_VECTOR_LEN;
        const ret = wasm.pipeline_open(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
    /**
     * Where the commands of the last step are.
     * @returns {number}
     */
    outbox_address() {
        const ret = wasm.pipeline_outbox_address(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * How long they are.
     * @returns {number}
     */
    outbox_bytes() {
        const ret = wasm.pipeline_outbox_bytes(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Gives back an allocated body that no event will name.
     * @param {number} id
     */
    release(id) {
        wasm.pipeline_release(this.__wbg_ptr, id);
    }
    /**
     * Where the last answer is.
     * @returns {number}
     */
    reply_address() {
        const ret = wasm.pipeline_reply_address(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Handles events, works, fills the outbox.
     * @param {number} inbox_bytes
     * @param {number} budget
     * @param {number} now
     * @returns {number}
     */
    step(inbox_bytes, budget, now) {
        const ret = wasm.pipeline_step(this.__wbg_ptr, inbox_bytes, budget, now);
        return ret >>> 0;
    }
    /**
     * When the last step returned.
     * @param {number} now
     */
    stepped(now) {
        wasm.pipeline_stepped(this.__wbg_ptr, now);
    }
    /**
     * The next piece of the trace, where the context asked for one: its length at
     * [`Pipeline::reply_address`], 0 after the last.
     * @returns {number}
     */
    trace() {
        const ret = wasm.pipeline_trace(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) Pipeline.prototype[Symbol.dispose] = Pipeline.prototype.free;

/**
 * See `WIRE.md`. Answers are at [`SdkResults::reply_address`].
 */
export class SdkResults {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        SdkResultsFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_sdkresults_free(ptr, 0);
    }
    /**
     * Takes the next packet of an output; `head` is JSON. Length of what is wrong with it, a sentence that
     * is the reply; 0 where nothing is.
     * @param {Uint8Array} head
     * @param {Uint8Array} body
     * @returns {number}
     */
    add(head, body) {
        const ptr0 = passArray8ToWasm0(head, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ptr1 = passArray8ToWasm0(body, wasm.__wbindgen_export);
        const len1 = WASM_VECTOR_LEN;
        const ret = wasm.sdkresults_add(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
    /**
     * As [`SdkResults::outputs`], in the SDK's envelope.
     * @param {Uint8Array} plan
     * @returns {number}
     */
    envelope(plan) {
        const ptr0 = passArray8ToWasm0(plan, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.sdkresults_envelope(this.__wbg_ptr, ptr0, len0);
        return ret >>> 0;
    }
    /**
     * Nothing has come out yet.
     */
    constructor() {
        const ret = wasm.sdkresults_new();
        this.__wbg_ptr = ret >>> 0;
        SdkResultsFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Length of the bare value or the list, JSON, which is the reply; 0 where `plan` (JSON) is none.
     * @param {Uint8Array} plan
     * @returns {number}
     */
    outputs(plan) {
        const ptr0 = passArray8ToWasm0(plan, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.sdkresults_outputs(this.__wbg_ptr, ptr0, len0);
        return ret >>> 0;
    }
    /**
     * Where the last answer is.
     * @returns {number}
     */
    reply_address() {
        const ret = wasm.document_reply_address(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) SdkResults.prototype[Symbol.dispose] = SdkResults.prototype.free;

/**
 * Room for a `&[u8]` argument of the next call, which takes it over: for hosts without
 * wasm-bindgen's glue, whose own allocator has a name that changes from build to build.
 * @param {number} bytes
 * @returns {number}
 */
export function argument(bytes) {
    const ret = wasm.argument(bytes);
    return ret >>> 0;
}

function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg___wbindgen_throw_be289d5034ed271b: function(arg0, arg1) {
            throw new Error(getStringFromWasm0(arg0, arg1));
        },
    };
    return {
        __proto__: null,
        "./runtime_bg.js": import0,
    };
}

const BundleFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_bundle_free(ptr >>> 0, 1));
const DocumentFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_document_free(ptr >>> 0, 1));
const PipelineFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_pipeline_free(ptr >>> 0, 1));
const SdkResultsFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_sdkresults_free(ptr >>> 0, 1));

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(ptr, len);
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function passArray8ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 1, 1) >>> 0;
    getUint8ArrayMemory0().set(arg, ptr / 1);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(ptr, len) {
    numBytesDecoded += len;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
        cachedTextDecoder.decode();
        numBytesDecoded = len;
    }
    return cachedTextDecoder.decode(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let WASM_VECTOR_LEN = 0;

let wasmModule, wasm;
function __wbg_finalize_init(instance, module) {
    wasm = instance.exports;
    wasmModule = module;
    cachedUint8ArrayMemory0 = null;
    return wasm;
}

async function __wbg_load(module, imports) {
    if (typeof Response === 'function' && module instanceof Response) {
        if (typeof WebAssembly.instantiateStreaming === 'function') {
            try {
                return await WebAssembly.instantiateStreaming(module, imports);
            } catch (e) {
                const validResponse = module.ok && expectedResponseType(module.type);

                if (validResponse && module.headers.get('Content-Type') !== 'application/wasm') {
                    console.warn("`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. Falling back to `WebAssembly.instantiate` which is slower. Original error:\n", e);

                } else { throw e; }
            }
        }

        const bytes = await module.arrayBuffer();
        return await WebAssembly.instantiate(bytes, imports);
    } else {
        const instance = await WebAssembly.instantiate(module, imports);

        if (instance instanceof WebAssembly.Instance) {
            return { instance, module };
        } else {
            return instance;
        }
    }

    function expectedResponseType(type) {
        switch (type) {
            case 'basic': case 'cors': case 'default': return true;
        }
        return false;
    }
}

function initSync(module) {
    if (wasm !== undefined) return wasm;


    if (module !== undefined) {
        if (Object.getPrototypeOf(module) === Object.prototype) {
            ({module} = module)
        } else {
            console.warn('using deprecated parameters for `initSync()`; pass a single object instead')
        }
    }

    const imports = __wbg_get_imports();
    if (!(module instanceof WebAssembly.Module)) {
        module = new WebAssembly.Module(module);
    }
    const instance = new WebAssembly.Instance(module, imports);
    return __wbg_finalize_init(instance, module);
}

async function __wbg_init(module_or_path) {
    if (wasm !== undefined) return wasm;


    if (module_or_path !== undefined) {
        if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
            ({module_or_path} = module_or_path)
        } else {
            console.warn('using deprecated parameters for the initialization function; pass a single object instead')
        }
    }

    if (module_or_path === undefined) {
        module_or_path = new URL('runtime_bg.wasm', import.meta.url);
    }
    const imports = __wbg_get_imports();

    if (typeof module_or_path === 'string' || (typeof Request === 'function' && module_or_path instanceof Request) || (typeof URL === 'function' && module_or_path instanceof URL)) {
        module_or_path = fetch(module_or_path);
    }

    const { instance, module } = await __wbg_load(await module_or_path, imports);

    return __wbg_finalize_init(instance, module);
}

export { initSync, __wbg_init as default };
