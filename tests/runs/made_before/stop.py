import os
import signal

import keras


class Stop(keras.callbacks.Callback):
    """Presses Ctrl-C in the step that the environment names."""

    def on_train_batch_end(self, batch, logs=None):
        if os.environ.get("STOP_AT") == str(int(self.model.optimizer.iterations)):
            os.kill(os.getpid(), signal.SIGINT)
