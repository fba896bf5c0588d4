#!/usr/bin/env node
require('../dist/start.cjs').start({ bin: 'vrtg-provider' });
