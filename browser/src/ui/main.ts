// Before the components, whose own styles win over it.
import './tokens.css';
import './base.css';
import { mount } from 'svelte';
import { createAssets, createRuntime } from '../runtime/index.ts';
import App from './App.svelte';
import { outputPanel } from './outputs/late_panel.ts';
import { Workbench } from './state/workbench.svelte.ts';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element with the id app');
mount(App, { target, props: { workbench: new Workbench(createRuntime(), createAssets()) } });

// Once the page stands: a run will want it.
setTimeout(() => outputPanel().catch(() => {}), 1000);
