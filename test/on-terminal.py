"""Runs a program on a real terminal like a shell, and follows the steps. Prints the whole output as JSON.

argv: a JSON list of steps, then the program and its words. Each step is a list:
["type", text], ["wait", text to wait for], ["raw", whether the terminal is in raw mode], ["stopped"], ["continue"],
["signal", name], ["hang up"], ["ended", exit code, or minus the number of a signal].
A step that does not happen in time is an error.
"""
import fcntl, json, os, pty, select, signal, sys, termios, time

SECONDS = 15
steps, words = json.loads(sys.argv[1]), sys.argv[2:]
output, mark, status = b'', 0, None

os.setsid()
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
fcntl.ioctl(slave, termios.TIOCSWINSZ, b'\x18\0\x50\0\0\0\0\0')
for ignored in (signal.SIGTTOU, signal.SIGHUP):
    signal.signal(ignored, signal.SIG_IGN)


def set_foreground(group):
    os.tcsetpgrp(slave, group)


def start():
    pid = os.fork()
    if pid > 0:
        try:
            os.setpgid(pid, pid)
        except PermissionError:
            pass  # The program runs already, in the group that it made below.
        set_foreground(pid)
        return pid
    os.setpgid(0, 0)
    set_foreground(os.getpid())
    for restored in (signal.SIGTTOU, signal.SIGHUP):
        signal.signal(restored, signal.SIG_DFL)
    for descriptor in (0, 1, 2):
        os.dup2(slave, descriptor)
    os.closerange(3, 256)
    os.execvp(words[0], words)


def read():
    global output
    if master is None:
        return time.sleep(0.02)
    if select.select([master], [], [], 0.02)[0]:
        output += os.read(master, 65536)


def until(is_so, step):
    end = time.monotonic() + SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit(f'{step} did not happen; last output: {output[-500:]!r}')
        read()


def has_come(text):
    global mark
    at = output.find(text.encode(), mark)
    mark = mark if at < 0 else at + len(text)
    return at >= 0


def is_raw():
    modes = termios.tcgetattr(slave)[3]
    return modes & (termios.ICANON | termios.ECHO | termios.ISIG) == 0


def has_changed():
    global status
    pid, status = os.waitpid(program, os.WNOHANG | os.WUNTRACED)
    return pid == program


program = start()
for kind, *values in steps:
    step = [kind, *values]
    if kind == 'type':
        os.write(master, values[0].encode())
    elif kind == 'wait':
        until(lambda: has_come(values[0]), step)
    elif kind == 'raw':
        until(lambda: is_raw() == values[0], step)
    elif kind == 'stopped':
        until(has_changed, step)
        assert os.WIFSTOPPED(status), status
        # A shell takes the terminal back when its job is stopped.
        set_foreground(os.getpgrp())
    elif kind == 'continue':
        set_foreground(program)
        os.kill(-program, signal.SIGCONT)
    elif kind == 'signal':
        os.kill(program, signal.Signals[values[0]])
    elif kind == 'hang up':
        os.close(master)
        master = None
        os.kill(-program, signal.SIGHUP)
    elif kind == 'ended':
        until(has_changed, step)
        # The last output may come after the end.
        while master is not None and select.select([master], [], [], 0.05)[0]:
            read()
        code = os.waitstatus_to_exitcode(status)
        assert code == values[0], f'{code}, expected {values[0]}; last output: {output[-500:]!r}'
print(json.dumps(output.decode('utf8', 'replace')))
