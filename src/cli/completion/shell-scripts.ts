export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const executables = ['vrtg-provider', 'vcts'];

/** The script that a shell reads at its start: it asks `complete` of the executable for every word, and offers files where that says nothing. */
export function shellScript(shell: Shell): string {
  return scripts[shell];
}

const scripts: Record<Shell, string> = {
  bash: `# vrtg-provider completion for bash
_vrtg_provider() {
  local word line
  local -a words=()
  # bash takes = and : for words of their own: put them together again.
  word=\${COMP_LINE:0:COMP_POINT}
  read -ra words <<<"$word"
  [[ $word == *' ' ]] && words+=('')
  COMPREPLY=()
  while IFS= read -r line; do
    # What bash takes for the current word is what follows the last of its separators.
    line=\${line#"\${words[-1]%"\${COMP_WORDS[COMP_CWORD]#[=:]}"}"}
    COMPREPLY+=("$line")
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _vrtg_provider ${executables.join(' ')}
`,
  zsh: `#compdef ${executables.join(' ')}
# vrtg-provider completion for zsh
_vrtg_provider() {
  local -a found
  found=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then
    compadd -- "\${found[@]}"
  else
    _files
  fi
}
# Read from $fpath, this file is the function itself; sourced, it only says what the function is for.
if [[ \${funcstack[1]} == _vrtg-provider ]]; then
  _vrtg_provider "$@"
else
  compdef _vrtg_provider ${executables.join(' ')}
fi
`,
  fish: `# vrtg-provider completion for fish
function __vrtg_provider_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l found ($words[1] complete -- $words[2..-1] (commandline --current-token) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline --current-token)
    end
end
${executables.map((name) => `complete --command ${name} --no-files --arguments '(__vrtg_provider_complete)'`).join('\n')}
`,
};
