"""viztracer, which records calls."""
import viztracer


def install(module, argument):
    tracer = viztracer.VizTracer(verbose=0)

    def end():
        tracer.stop()
        tracer.clear()

    return tracer.start, end, (lambda: None)
