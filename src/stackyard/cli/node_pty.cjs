// Takes the place of the native module node-pty in the cdktf command line. That module must be compiled or
// downloaded for each version of Node; all that cdktf asks of it is to start Terraform, read what it prints,
// answer its question, and interrupt it, for which a pipe does as well.
"use strict";
const Module = require("node:module");
const { spawn } = require("node:child_process");

const INTERRUPT = "\x03"; // what a terminal sends for Ctrl-C, and cdktf writes to stop Terraform

function start(file, args, options = {}) {
  // A group of its own: the terminal's Ctrl-C reaches cdktf, which then interrupts Terraform once.
  const child = spawn(file, args, { cwd: options.cwd, env: options.env, detached: true });
  const onData = [];
  const onExit = [];
  const tell = (listeners, event) => listeners.forEach((listener) => listener(event));
  const subscribe = (listeners) => (listener) => {
    listeners.push(listener);
    return { dispose: () => listeners.splice(listeners.indexOf(listener), 1) };
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text) => tell(onData, text));
  }
  child.stdin.on("error", () => {}); // Terraform ended without reading the answer
  child.on("error", (error) => {
    tell(onData, `cannot start ${file}: ${error.message}\n`);
    tell(onExit, { exitCode: 127, signal: 0 });
  });
  child.on("close", (code) => tell(onExit, { exitCode: code === null ? 1 : code, signal: 0 }));
  return {
    pid: child.pid,
    onData: subscribe(onData),
    onExit: subscribe(onExit),
    write: (text) => (text === INTERRUPT ? child.kill("SIGINT") : child.stdin.write(text)),
    kill: (signal) => child.kill(signal || "SIGHUP"),
    resize: () => {},
  };
}

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === "@cdktf/node-pty-prebuilt-multiarch" ? { spawn: start } : load.call(this, request, ...rest);
};
