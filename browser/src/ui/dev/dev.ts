import { mount } from 'svelte';
import App from '../App.svelte';
import { Workbench } from '../state/workbench.svelte.ts';
import { files, scriptedRuntime } from './scripted_runtime.ts';
import '../tokens.css';
import '../base.css';

mount(App, { target: document.getElementById('app')!, props: { workbench: new Workbench(scriptedRuntime(), files) } });
