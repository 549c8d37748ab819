"""What the command's exit status tells a script."""

#: It did what was asked.
OK = 0
#: The verdict, the pipeline or the folder is not as it was asked to be; the reasons were printed.
FAILED = 1
#: The command line makes no sense (argparse's own status).
USAGE = 2
#: Stopped by Ctrl+C, as shells expect it.
INTERRUPTED = 130
